package io.kmspolicy.lint.analysis;

import io.kmspolicy.model.catalogue.Partition;
import io.kmspolicy.model.json.OpaqueText;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The values that stand for all values of an opaque part: of each form that AWS gives a text, those
 * that decide most, and those that the document names. The first is unlike any other text.
 */
final class OpaqueValues {

  private static final Pattern ACCOUNT = Pattern.compile("(?<!\\d)\\d{12}(?!\\d)");
  private static final Pattern NAMED = Pattern.compile("arn:[A-Za-z0-9:/_.*@+=,-]+");
  private static final Pattern NAMED_KEY = Pattern.compile("arn:[a-z-]+:kms:.*:key/[A-Za-z0-9-]+");
  private static final int MAX_NAMED = 8;

  /** A stack is in a partition that its document names, if it names one. */
  private static final List<String> REGIONS =
      List.of("us-east-1", "cn-north-1", "us-gov-west-1", "eu-central-1");

  private static final String NAME = "made-up-name-";
  private static final String MADE_UP = "2109876";
  private static final String FOREIGN = "998877665544";
  private static final String KEY = "key/1234abcd-12ab-34cd-56ef-1234567890ab";

  /** Of the form of an enclave's digest. */
  private static final String DIGEST = "0a1b2c3d".repeat(12);

  /** The field of an ARN that has the account, counted from 0. */
  private static final int ACCOUNT_FIELD = 4;

  private final String own;
  private final int firstOther;
  private final Set<String> accounts = new LinkedHashSet<>();
  private final Set<String> named = new LinkedHashSet<>();
  private final List<String> regions;

  /** Values for a document, of which the text with opaque parts is given. */
  OpaqueValues(String document) {
    int made = 54321;
    while (document.contains(MADE_UP + made)) {
      made++;
    }
    this.own = MADE_UP + made;
    this.firstOther = made + 1;
    accounts.add(own);
    List<String> ofPartitions =
        REGIONS.stream()
            .filter(region -> document.contains("arn:" + Partition.ofRegion(region) + ":"))
            .toList();
    this.regions = ofPartitions.isEmpty() ? REGIONS : ofPartitions;
    Matcher ids = ACCOUNT.matcher(document);
    while (ids.find() && accounts.size() < MAX_NAMED) {
      accounts.add(ids.group());
    }
    Matcher arns = NAMED.matcher(document);
    while (arns.find() && named.size() < MAX_NAMED) {
      named.add(arns.group());
    }
  }

  /** Whether a value is unlike any other text: it has a name or an account that is made up. */
  static boolean isMadeUp(String value) {
    return value.contains(NAME) || value.contains(MADE_UP);
  }

  /**
   * The values of a part.
   *
   * @param number the number of the part in the document
   * @param fields the fields of ARNs that the part stands in, counted from 0
   * @param isWhole whether the part is a whole text somewhere
   * @param isPrincipal whether the part stands among principals
   */
  List<String> of(
      OpaqueText.Part part, int number, Set<Integer> fields, boolean isWhole, boolean isPrincipal) {
    return switch (part.kind()) {
      case ACCOUNT -> List.copyOf(accounts);
      // The three lists are in step: a stack is in one Region of one partition.
      case REGION -> regions;
      case PARTITION -> regions.stream().map(Partition::ofRegion).toList();
      case SUFFIX ->
          regions.stream()
              .map(region -> region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com")
              .toList();
      case CHOICE -> part.choices();
      case RESOURCE_ARN -> List.of(isPrincipal ? role(number) : key(number));
      case TRUTH, OPPOSITE -> List.of("true", "false");
      case EFFECT -> List.of("Allow", "Deny");
      case ROLE_NAME -> roleNames(number);
      case STACK_NAME -> List.of(name(number), "a");
      case KEY_ID -> keyIds(number);
      case ANY, NAMED -> matching(part.pattern(), any(number, fields, isWhole));
      case PRINCIPAL -> principals(number);
      case CONDITION -> conditions();
      case STATEMENT -> statements(number);
    };
  }

  /** The values in which a pattern is found; all of them if it is found in none. */
  private static List<String> matching(String pattern, List<String> values) {
    if (pattern.isEmpty()) {
      return values;
    }
    BoundedPattern bounded = new BoundedPattern(pattern);
    List<String> found = values.stream().filter(bounded::mayBeIn).toList();
    return found.isEmpty() ? values : found;
  }

  private String role(int number) {
    return "arn:aws:iam::" + own + ":role/" + name(number);
  }

  /** Of a key of the stack. Nobody names the ARN of another resource where a key is needed. */
  private String key(int number) {
    return "arn:aws:kms:us-east-1:" + own + ":key/" + keyIds(number).get(0);
  }

  /** An account like no other: two parts that may be accounts need not be the same one. */
  private String accountOf(int number) {
    return MADE_UP + (firstOther + number);
  }

  private static String name(int number) {
    return NAME + number;
  }

  private List<String> roleNames(int number) {
    Set<String> names = new LinkedHashSet<>(List.of(name(number), "a", "path/to/role"));
    named.stream()
        .filter(arn -> arn.contains(":role/"))
        .map(arn -> arn.substring(arn.indexOf(":role/") + ":role/".length()))
        .filter(role -> !role.contains("*"))
        .forEach(names::add);
    return List.copyOf(names);
  }

  /** Ids of keys. */
  List<String> keyIds(int number) {
    Set<String> ids = new LinkedHashSet<>();
    ids.add(String.format(Locale.ROOT, MADE_UP + "0-12ab-34cd-56ef-%012x", number));
    ids.add(String.format(Locale.ROOT, "mrk-" + MADE_UP + "%025x", number));
    named.stream()
        .filter(arn -> NAMED_KEY.matcher(arn).matches())
        .map(arn -> arn.substring(arn.lastIndexOf('/') + 1))
        .forEach(ids::add);
    return List.copyOf(ids);
  }

  private List<String> any(int number, Set<Integer> fields, boolean isWhole) {
    Set<String> values = new LinkedHashSet<>();
    if (fields.contains(1)) {
      values.addAll(List.of("aws", "aws-cn"));
    }
    if (fields.contains(2)) {
      values.addAll(List.of("kms", "iam"));
    }
    if (fields.contains(3)) {
      values.addAll(List.of("us-east-1", "eu-central-1"));
    }
    if (fields.contains(ACCOUNT_FIELD)) {
      values.add(accountOf(number));
      values.addAll(accounts);
      values.add(FOREIGN);
    }
    if (isWhole) {
      values.addAll(wholes(number));
    }
    values.addAll(List.of(name(number), "a", "*", "root", "role/" + name(number), "role/*", KEY));
    values.addAll(accounts);
    values.addAll(List.of("us-east-1", "kms"));
    return List.copyOf(values);
  }

  private List<String> wholes(int number) {
    Set<String> values = new LinkedHashSet<>();
    values.add(role(number));
    values.add("*");
    accounts.forEach(account -> values.add("arn:aws:iam::" + account + ":root"));
    values.addAll(
        List.of(
            "arn:aws:iam::" + FOREIGN + ":root",
            FOREIGN,
            "arn:aws:iam::" + own + ":user/" + name(number),
            "arn:aws:iam::" + FOREIGN + ":role/" + name(number),
            "arn:aws:sts::" + own + ":assumed-role/a/session",
            "AROADBQP57FF2AEXAMPLE",
            "lambda.amazonaws.com",
            "cloudtrail.amazonaws.com",
            "logs.us-east-1.amazonaws.com",
            "arn:aws:kms:us-east-1:" + own + ":" + KEY,
            "arn:aws:kms:*:" + FOREIGN + ":key/*",
            "arn:aws:kms:us-east-1:" + own + ":alias/a",
            "arn:aws:s3:::a/*",
            "o-a1b2c3d4e5",
            "vpc-0a1b2c3d",
            "vpce-0a1b2c3d",
            "alias/a",
            DIGEST,
            "kms:*",
            "kms:Decrypt",
            "kms:PutKeyPolicy",
            "true",
            "false",
            "10.0.0.0/8",
            "2001-01-01T00:00:00Z",
            "2999-01-01T00:00:00Z",
            "5"));
    values.addAll(named);
    return List.copyOf(values);
  }

  private List<String> principals(int number) {
    return List.of(
        "{\"AWS\":\"arn:aws:iam::" + own + ":role/" + name(number) + "\"}",
        "\"*\"",
        "{\"AWS\":\"arn:aws:iam::" + own + ":root\"}",
        "{\"AWS\":\"arn:aws:iam::" + FOREIGN + ":root\"}",
        "{\"Service\":\"lambda.amazonaws.com\"}");
  }

  private List<String> conditions() {
    return List.of(
        "{\"StringEquals\":{\"aws:PrincipalOrgID\":\"o-a1b2c3d4e5\"}}",
        "{\"StringEquals\":{\"kms:CallerAccount\":\"" + own + "\"}}",
        "{\"StringLike\":{\"aws:PrincipalArn\":\"*\"}}",
        "{\"Null\":{\"aws:PrincipalArn\":\"true\"}}",
        "{\"Bool\":{\"aws:SecureTransport\":\"true\"}}");
  }

  /** A risk counts also beside a statement that may deny it, so none denies everything. */
  private List<String> statements(int number) {
    List<String> statements = new ArrayList<>();
    for (String start :
        List.of(
            "\"Effect\":\"Allow\",\"Action\":\"kms:DescribeKey\"",
            "\"Effect\":\"Allow\",\"Action\":\"kms:*\"",
            "\"Effect\":\"Deny\",\"Action\":\"kms:DescribeKey\"")) {
      String statement = "{" + start + ",\"Resource\":\"*\"";
      statements.add(statement + "}");
      principals(number)
          .forEach(principal -> statements.add(statement + ",\"Principal\":" + principal + "}"));
    }
    return statements;
  }
}
