package io.kmspolicy.lint.analysis;

import io.kmspolicy.engine.facts.DerivedKey;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.json.OpaqueText;
import io.kmspolicy.model.json.OpaqueText.Kind;
import io.kmspolicy.model.json.OpaqueText.Part;
import io.kmspolicy.model.text.LetterCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The values with which an open part makes a text that its place can have: the name of an action,
 * or a value that requests have of a condition key. Only they refute that a place has none.
 */
final class FittingValues {

  /** With so many, a part stands for every meaning that counts. */
  private static final int MAX_VALUES = 3;

  private static final Pattern ACTION =
      Pattern.compile("/Statement(?:/\\d+)?/(?:Not)?Action(?:/\\d+)?");
  private static final Pattern TEST =
      Pattern.compile("/Statement(?:/\\d+)?/Condition/[^/]+/(.+?)(?:/\\d+)?");

  /** Stands for a part of which nothing fits. */
  private static final String UNKNOWN = "\u0000";

  private static final List<String> ORGANIZATIONS = List.of("o-a1b2c3d4e5", "o-0987654321");
  private static final List<String> ACCOUNTS = List.of("111122223333", "444455556666");

  /** Values in the form of keys for which AWS's documentation lists none. */
  private static final Map<String, List<String>> FORMS =
      Map.ofEntries(
          Map.entry(
              DerivedKey.VIA_SERVICE.keyName(),
              List.of("s3.us-east-1.amazonaws.com", "ec2.us-east-1.amazonaws.com")),
          Map.entry("kms:requestalias", List.of("alias/a")),
          Map.entry(DerivedKey.RESOURCE_ALIASES.keyName(), List.of("alias/a")),
          Map.entry("aws:sourcevpc", List.of("vpc-1a2b3c4d")),
          Map.entry("aws:sourcevpce", List.of("vpce-1a2b3c4d")),
          Map.entry(DerivedKey.PRINCIPAL_ORG_ID.keyName(), ORGANIZATIONS),
          Map.entry(DerivedKey.RESOURCE_ORG_ID.keyName(), ORGANIZATIONS),
          Map.entry("aws:sourceorgid", ORGANIZATIONS),
          Map.entry(DerivedKey.PRINCIPAL_ACCOUNT.keyName(), ACCOUNTS),
          Map.entry(DerivedKey.RESOURCE_ACCOUNT.keyName(), ACCOUNTS),
          Map.entry("aws:sourceaccount", ACCOUNTS),
          Map.entry(DerivedKey.CALLER_ACCOUNT.keyName(), ACCOUNTS),
          Map.entry(
              DerivedKey.PRINCIPAL_ORG_PATHS.keyName(),
              List.of("o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/", "o-a1b2c3d4e5/*")),
          Map.entry("aws:sourceip", List.of("203.0.113.0/24")));

  /** Values in a form that many keys have. */
  private static final List<String> COMMON =
      List.of(
          "true",
          "false",
          "30",
          "365",
          "2999-01-01T00:00:00Z",
          "111122223333",
          "o-a1b2c3d4e5",
          "us-east-1",
          "arn:aws:iam::111122223333:role/a",
          "lambda.amazonaws.com",
          "a");

  private static final String ATTESTATION = "kms:recipientattestation:";

  private FittingValues() {}

  /** The values of a part in a text at a place; none if the place has any text. */
  static List<String> of(String pointer, String text, Part part) {
    return fitting(whole(pointer), text, part);
  }

  /** Those in the form that a condition key alone has; none if it has no form of its own. */
  static List<String> ofForm(String pointer, String text, Part part) {
    return fitting(
        key(pointer).stream().flatMap(key -> FORMS.getOrDefault(key, List.of()).stream()),
        text,
        part);
  }

  private static List<String> fitting(Stream<String> whole, String text, Part part) {
    String carrier = part.text();
    int start = text.indexOf(carrier);
    String before = known(text.substring(0, start));
    String after = known(text.substring(start + carrier.length()));
    List<String> found = new ArrayList<>();
    whole
        .filter(one -> one.length() >= before.length() + after.length())
        .filter(one -> one.startsWith(before) && one.endsWith(after))
        .map(one -> one.substring(before.length(), one.length() - after.length()))
        .distinct()
        .limit(MAX_VALUES)
        .forEach(found::add);
    return found;
  }

  private static String known(String text) {
    return OpaqueText.replaced(
        text,
        part ->
            part.kind() == Kind.REGION
                ? "us-east-1"
                : part.kind() == Kind.SUFFIX ? "amazonaws.com" : UNKNOWN);
  }

  /** Whole texts that a place can have. */
  private static Stream<String> whole(String pointer) {
    KmsCatalogue catalogue = KmsCatalogue.bundled();
    if (ACTION.matcher(pointer).matches()) {
      return catalogue.actions().stream().map(KmsAction::name);
    }
    Optional<String> tested = key(pointer);
    if (tested.isEmpty()) {
      return Stream.of();
    }
    String key = tested.get();
    List<String> digests =
        key.startsWith(ATTESTATION) ? List.of("0123456789abcdef".repeat(6)) : List.of();
    return Stream.of(
            catalogue.conditionKey(key).map(facts -> facts.values()).orElse(List.of()),
            FORMS.getOrDefault(key, List.of()),
            digests,
            COMMON)
        .flatMap(List::stream);
  }

  /** The condition key of which a value is at a place. */
  private static Optional<String> key(String pointer) {
    Matcher test = TEST.matcher(pointer);
    return test.matches()
        ? Optional.of(LetterCase.lowerCase(test.group(1).replace("~1", "/").replace("~0", "~")))
        : Optional.empty();
  }
}
