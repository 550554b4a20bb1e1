package io.kmspolicy.inputs;

import io.kmspolicy.model.policy.PolicyLayer;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The text of a small plan or state, and what is read from it. Values are members of a JSON object
 * with single instead of double quotation marks.
 */
final class TerraformText {

  static final String ACCOUNT = "111122223333";
  static final String KEY_ID = "1234abcd-12ab-34cd-56ef-1234567890ab";
  static final String KEY = "arn:aws:kms:us-west-2:" + ACCOUNT + ":key/" + KEY_ID;

  private final List<String> planned = new ArrayList<>();
  private final List<String> changes = new ArrayList<>();
  private final List<String> blocks = new ArrayList<>();
  private final List<String> prior = new ArrayList<>();
  private final List<String> more = new ArrayList<>();

  /** A member {@code policy} that allows or denies an action of KMS on all keys. */
  static String policy(String effect, String action) {
    return document(
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "%s", "Action": "kms:%s", "Resource": "*"}}
        """
            .formatted(effect, action));
  }

  /** A member {@code policy} that allows everyone an action of KMS. */
  static String keyPolicy(String action) {
    return document(
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "*"},
         "Action": "kms:%s", "Resource": "*"}}
        """
            .formatted(action));
  }

  private static String document(String json) {
    return "'policy': '" + json.strip().replace("\n", "").replace("\"", "\\\"") + "'";
  }

  /** A key that exists. */
  TerraformText key(String address, String arn, String policy) {
    return planned(
        address,
        "'arn': '%s', 'key_id': '%s', %s"
            .formatted(arn, arn.substring(arn.indexOf('/') + 1), policy));
  }

  /** A user or role that exists. */
  TerraformText existing(String address, String name) {
    String kind = address.startsWith("aws_iam_role") ? "role" : "user";
    return planned(
        address,
        "'name': '%s', 'path': '/', 'arn': 'arn:aws:iam::%s:%s/%s'"
            .formatted(name, ACCOUNT, kind, name));
  }

  /** A resource as the plan leaves it, or of a state. */
  TerraformText planned(String address, String values) {
    planned.add(resource(address, values, ""));
    return this;
  }

  /** A resource of a state that was replaced and still exists. */
  TerraformText deposed(String address, String values) {
    planned.add(resource(address, values, ", 'deposed_key': 'abcd1234'"));
    return this;
  }

  /** A resource that the plan creates, with what is known only after it is applied. */
  TerraformText created(String address, String values, String... unknown) {
    planned(address, values);
    String open =
        List.of(unknown).stream()
            .map(name -> "'" + name + "': true")
            .collect(Collectors.joining(", "));
    return changed(address, "create", open);
  }

  TerraformText changed(String address, String action, String unknown) {
    changes.add(
        "{'address': '%s', 'change': {'actions': ['%s'], 'after_unknown': {%s}}}"
            .formatted(address.replace("\"", "\\\""), action, unknown));
    return this;
  }

  /** A data source that the plan reads only when it is applied, with its arguments. */
  TerraformText read(String address, String after, String unknown) {
    String values = resource(address, after, "").replace("'values'", "'unused'");
    changes.add(
        "%s, 'change': {'actions': ['read'], 'after': {%s}, 'after_unknown': {%s}}}"
            .formatted(values.substring(0, values.length() - 1), after, unknown));
    return this;
  }

  /** The deletion of an object that was replaced. */
  TerraformText deletedDeposed(String address) {
    changes.add(
        ("{'address': '%s', 'deposed': 'abcd1234',"
                + " 'change': {'actions': ['delete'], 'after_unknown': {}}}")
            .formatted(address));
    return this;
  }

  /** A resource before the plan. */
  TerraformText prior(String address, String values) {
    prior.add(resource(address, values, ""));
    return this;
  }

  /** The references of a value in the configuration. */
  TerraformText refers(String block, String member, String... references) {
    return block(
        block,
        "'expressions': {'%s': {'references': [%s]}}"
            .formatted(
                member,
                List.of(references).stream()
                    .map(name -> "'" + name.replace("\"", "\\\"") + "'")
                    .collect(Collectors.joining(", "))));
  }

  TerraformText block(String address, String members) {
    blocks.add("{'address': '%s', %s}".formatted(address, members));
    return this;
  }

  /** A member of the plan. */
  TerraformText with(String member) {
    more.add(", " + member);
    return this;
  }

  private static String resource(String address, String values, String rest) {
    int bracket = address.indexOf('[');
    String plain = bracket < 0 ? address : address.substring(0, bracket);
    String index =
        bracket < 0 ? "" : ", 'index': " + address.substring(bracket + 1, address.length() - 1);
    boolean isData = plain.startsWith("data.");
    String[] parts = (isData ? plain.substring(5) : plain).split("\\.", -1);
    return "{'address': '%s', 'mode': '%s', 'type': '%s', 'name': '%s'%s%s, 'values': {%s}}"
        .formatted(
            address.replace("\"", "\\\""),
            isData ? "data" : "managed",
            parts[0],
            parts[1],
            index,
            rest,
            values);
  }

  String plan() {
    return """
    {'format_version': '1.2',
     'planned_values': {'root_module': {'resources': [%s]}},
     'resource_changes': [%s],
     'prior_state': {'values': {'root_module': {'resources': [%s]}}},
     'configuration': {'root_module': {'resources': [%s]}}%s}
    """
        .formatted(
            String.join(",\n", planned),
            String.join(",\n", changes),
            String.join(",\n", prior),
            String.join(",\n", blocks),
            String.join("", more))
        .replace('\'', '"');
  }

  String state() {
    return "{'format_version': '1.0', 'values': {'root_module': {'resources': [%s]}}}"
        .formatted(String.join(",\n", planned))
        .replace('\'', '"');
  }

  InputState readPlan() {
    return read(plan());
  }

  InputState readState() {
    return read(state());
  }

  static InputState read(String text) {
    try {
      return PolicyInputs.create().account(ACCOUNT).region("us-west-2").state("tf.json", text);
    } catch (InputException rejection) {
      throw new UncheckedIOException(rejection);
    }
  }

  /** What is known of a user or role, by its name in the file. */
  static String identity(InputState state, String name) {
    return principal(state, name).map(found -> words(found.identity())).orElse("left out");
  }

  static String boundary(InputState state, String name) {
    return principal(state, name).map(found -> words(found.boundary())).orElse("left out");
  }

  private static Optional<InputPrincipal> principal(InputState state, String name) {
    return state.principals().stream().filter(one -> one.name().equals(name)).findFirst();
  }

  static InputKey key(InputState state, String name) {
    return state.keys().stream().filter(key -> key.name().equals(name)).findFirst().orElseThrow();
  }

  /** The effects and actions of the policies of a layer; its other cases as a word. */
  static String words(PolicyLayer layer) {
    if (layer instanceof PolicyLayer.Attached attached) {
      return attached.policies().stream()
          .flatMap(policy -> policy.document().statements().stream())
          .map(statement -> statement.effect() + " " + statement.action())
          .map(TerraformText::plain)
          .collect(Collectors.joining(", ", "[", "]"));
    }
    return layer instanceof PolicyLayer.None ? "none" : "unknown";
  }

  private static String plain(String statement) {
    String effect = statement.substring(0, statement.indexOf(' ')).toLowerCase(Locale.ROOT);
    String action = statement.replaceFirst("(?s).*kms:(\\*|\\w+).*", "$1");
    return effect + " " + action;
  }

  static List<String> gaps(InputState state) {
    return state.gaps().stream().map(InputGap::toString).toList();
  }
}
