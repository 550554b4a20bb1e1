package io.kmspolicy.cli.doors;

import io.kmspolicy.model.json.JsonSyntaxException;
import io.kmspolicy.model.json.JsonTree;
import io.kmspolicy.model.json.JsonTree.Elements;
import io.kmspolicy.model.json.JsonTree.Members;
import io.kmspolicy.model.json.JsonTree.Scalar;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One question about {@code kms:Decrypt} with one key, which every door is asked.
 *
 * @param id its name
 * @param expected the answer of everybody who knows no more than the question says
 * @param caller the ARN of the caller, or a service
 * @param organization the organization of the accounts; empty if it is not stated
 * @param rolePath the path of the caller's role; empty if it is not stated
 * @param tags the tags that the description of the caller's user or role has; empty if none are
 *     stated
 * @param keySpec the key's spec; empty if the key is not described
 * @param context the stated condition keys
 * @param absent the condition keys that are stated to be absent
 * @param keyPolicy the statements of the key policy, as JSON
 * @param identity the statements of the caller's identity policy, as JSON
 * @param denyLayer the layer with one Deny statement: {@code scp}, {@code rcp}, {@code identity} or
 *     {@code key}; empty for none
 * @param denyCondition the Condition of that statement, as JSON
 */
record Question(
    String id,
    Answer expected,
    String caller,
    String organization,
    String rolePath,
    Map<String, String> tags,
    String keySpec,
    Map<String, String> context,
    List<String> absent,
    String keyPolicy,
    String identity,
    String denyLayer,
    String denyCondition) {

  static final String ACCOUNT = "111122223333";
  static final String REGION = "us-west-2";
  static final String KEY_ID = "1234abcd-12ab-34cd-56ef-1234567890ab";
  static final String KEY = "arn:aws:kms:" + REGION + ":" + ACCOUNT + ":key/" + KEY_ID;
  static final String ACTION = "kms:Decrypt";
  private static final String SESSION = "arn:aws:sts::" + ACCOUNT + ":assumed-role/App/one";
  private static final String DELEGATION =
      "[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::111122223333:root\"},"
          + "\"Action\":\"kms:*\",\"Resource\":\"*\"}]";
  private static final String ALLOW_ALL =
      "[{\"Effect\":\"Allow\",\"Action\":\"kms:*\",\"Resource\":\"*\"}]";

  static List<Question> all() throws IOException, JsonSyntaxException {
    List<Question> questions = new ArrayList<>();
    try (InputStream in =
        Objects.requireNonNull(Question.class.getResourceAsStream("/doors/questions.jsonl"))) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (String line : text.lines().toList()) {
        questions.add(of(((Members) JsonTree.parse(line)).members()));
      }
    }
    return questions;
  }

  private static Question of(Map<String, JsonTree> line) {
    List<String> absent = new ArrayList<>();
    if (line.get("absent") instanceof Elements keys) {
      keys.elements().forEach(key -> absent.add(((Scalar) key).text()));
    }
    Optional<Members> deny = Optional.ofNullable(line.get("deny")).map(found -> (Members) found);
    return new Question(
        text(line, "id", ""),
        Answer.valueOf(text(line, "expected", "").toUpperCase(Locale.ROOT)),
        text(line, "caller", SESSION),
        text(line, "organization", ""),
        text(line, "rolePath", ""),
        texts(line, "tags"),
        text(line, "keySpec", ""),
        texts(line, "context"),
        absent,
        json(line.get("keyPolicy"), DELEGATION),
        json(line.get("identity"), ALLOW_ALL),
        deny.map(found -> text(found.members(), "layer", "")).orElse(""),
        deny.map(found -> json(found.members().get("condition"), "{}")).orElse("{}"));
  }

  private static String text(Map<String, JsonTree> line, String name, String otherwise) {
    return line.get(name) instanceof Scalar scalar ? scalar.text() : otherwise;
  }

  private static Map<String, String> texts(Map<String, JsonTree> line, String name) {
    Map<String, String> texts = new LinkedHashMap<>();
    if (line.get(name) instanceof Members stated) {
      stated.members().forEach((key, value) -> texts.put(key, ((Scalar) value).text()));
    }
    return texts;
  }

  private static String json(@Nullable JsonTree tree, String otherwise) {
    return tree == null ? otherwise : JsonText.of(tree);
  }

  /** Whether the caller is a session of the role {@code App}. */
  boolean isSession() {
    return caller.equals(SESSION);
  }

  boolean isService() {
    return !caller.startsWith("arn:");
  }

  /** Whether the answer depends on the encryption context, which few actions have. */
  boolean isAboutContext() {
    return denyCondition.contains("kms:EncryptionContext");
  }

  /** Whether the answer depends on the path of the caller's role. */
  boolean isAboutPath() {
    return keyPolicy.contains(":role/");
  }

  /** Whether the answer depends on the tags or the unique id of the caller. */
  boolean isAboutTagsOrId() {
    return denyCondition.contains("aws:PrincipalTag/")
        || denyCondition.contains("aws:userid")
        || keyPolicy.contains("AROA");
  }

  /** The user's name; empty for all others. */
  String userName() {
    int user = caller.indexOf(":user/");
    return user < 0 ? "" : caller.substring(user + ":user/".length());
  }

  /** Whether the question states condition keys, which some doors do not take. */
  boolean statesKeys() {
    return !context.isEmpty() || !absent.isEmpty();
  }

  /** A policy with the statements for a layer, and the Deny statement if it is of that layer. */
  String policy(String layer, String statements) {
    String principal = layer.equals("key") || layer.equals("rcp") ? "\"Principal\":\"*\"," : "";
    String deny =
        denyLayer.equals(layer)
            ? "{\"Sid\":\"Guard\",\"Effect\":\"Deny\","
                + principal
                + "\"Action\":\"kms:*\",\"Resource\":\"*\""
                + (denyCondition.equals("{}") ? "" : ",\"Condition\":" + denyCondition)
                + "}"
            : "";
    String inner = statements.substring(1, statements.length() - 1);
    String all = inner.isEmpty() || deny.isEmpty() ? inner + deny : inner + "," + deny;
    return "{\"Version\":\"2012-10-17\",\"Statement\":[" + all + "]}";
  }

  @Override
  public String toString() {
    return id;
  }
}
