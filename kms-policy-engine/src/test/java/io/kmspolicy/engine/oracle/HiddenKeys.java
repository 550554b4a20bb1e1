package io.kmspolicy.engine.oracle;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Random policies with a request of which some keys are hidden, and other requests that agree with
 * the first one in all that is not hidden. As in real requests, the list of the names of encryption
 * context pairs agrees with the pairs, in the spelling of the request.
 */
final class HiddenKeys {

  private static final String PAIR = "kms:EncryptionContext:";
  private static final String TAG = "aws:ResourceTag/x";
  private static final String NAMES = "kms:EncryptionContextKeys";
  private static final String GRANTED = "kms:GrantOperations";
  private static final String SERVICE = "backup.amazonaws.com";
  private static final String ALICE = "arn:aws:iam::111122223333:user/alice";
  private static final String ID = "AIDACKCEVSQ6C2EXAMPLE";
  private static final String KEY_ID = "1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final String KEY = "arn:aws:kms:us-west-2:111122223333:key/" + KEY_ID;

  /** The names of pairs; a request may spell the letters otherwise. */
  private static final List<String> PAIRS = List.of("App", "k");

  private static final List<String> TEXTS = List.of("v", "d", "w", "");
  private static final List<String> ARNS =
      List.of("arn:aws:s3:::a", "arn:aws:s3:::b", "arn:aws:s3:::ab");
  private static final List<String> TYPES =
      List.of("EncryptionContextEquals", "EncryptionContextSubset");
  private static final List<String> OPERATIONS = List.of("Decrypt", "Encrypt", "CreateGrant");

  /**
   * The keys with one value, besides the pairs, and their values, in the same order in every run.
   */
  private static final SortedMap<String, List<String>> VALUES =
      new TreeMap<>(
          Map.of(
              "kms:ViaService",
              TEXTS,
              "aws:PrincipalTag/t",
              List.of("v", "d", "w", "", KEY_ID),
              TAG,
              TEXTS,
              "aws:SourceArn",
              ARNS,
              "kms:GrantConstraintSourceArn",
              ARNS,
              "kms:GrantConstraintType",
              TYPES,
              "aws:userid",
              List.of(ID, ID + "X", "AROACKCEVSQ6C2EXAMPLE:s")));

  private static final List<String> VARIABLES =
      List.of(
          "${aws:ResourceTag/x, 'd'}",
          "${aws:ResourceTag/x}",
          "${aws:PrincipalTag/t, 'd'}",
          "${aws:PrincipalTag/t}",
          "${kms:ViaService, 'd'}",
          "${aws:ResourceTag/x, 'd'}-${aws:PrincipalTag/t}",
          "v-${aws:ResourceTag/x, 'w'}");

  private static final List<String> OPERATORS =
      List.of(
          "StringEquals",
          "StringNotEquals",
          "StringLike",
          "StringNotLike",
          "StringEqualsIfExists",
          "StringNotEqualsIfExists",
          "StringEqualsIgnoreCase",
          "ForAnyValue:StringEquals",
          "ForAllValues:StringNotEquals",
          "Bool",
          "ArnLike");

  private final Random random;
  private final boolean isService;
  private final String action;
  private final String policies;
  private final Map<String, List<String>> context;
  private final Set<String> hidden = new LinkedHashSet<>();
  private boolean hidesPairs;

  /**
   * A request with all its keys.
   *
   * @param isSpelledOtherwise whether it spells the name of a pair otherwise than the grants do
   */
  record Request(String scenario, boolean isSpelledOtherwise) {}

  private HiddenKeys(Random random) {
    this.random = random;
    this.isService = random.nextInt(3) == 0;
    this.action = pick(List.of("kms:Decrypt", "kms:Decrypt", "kms:CreateGrant"));
    this.policies = policies();
    this.context = context(new LinkedHashMap<>(), Set.of(), false);
    for (String key : VALUES.keySet()) {
      if (random.nextInt(3) == 0) {
        hidden.add(key);
      }
    }
    if (random.nextInt(3) == 0) {
      hidden.add(GRANTED);
    }
    if (random.nextBoolean()) {
      hidden.add(NAMES);
    }
    hidesPairs = random.nextInt(3) == 0;
  }

  static HiddenKeys random(Random random) {
    return new HiddenKeys(random);
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private static String quoted(String text) {
    return '"' + text + '"';
  }

  private static String list(List<String> texts) {
    return texts.stream().map(HiddenKeys::quoted).collect(Collectors.joining(",", "[", "]"));
  }

  private String policies() {
    List<String> statements = new ArrayList<>();
    int size = 1 + random.nextInt(4);
    for (int i = 0; i < size; i++) {
      statements.add(statement());
    }
    String own =
        "{\"Effect\":"
            + quoted(pick(List.of("Allow", "Allow", "Deny")))
            + ",\"Action\":\"kms:*\",\"Resource\":\"*\",\"Condition\":{"
            + tests()
            + "}}";
    List<String> grants = new ArrayList<>();
    int granted = random.nextInt(3);
    for (int i = 0; i < granted; i++) {
      grants.add(grant(i));
    }
    return "{\"identity\":[{\"name\":\"i\",\"document\":{\"Version\":\"2012-10-17\",\"Statement\":["
        + own
        + "]}}],\"key\":{\"name\":\"k\",\"document\":{\"Version\":\"2012-10-17\",\"Statement\":["
        + String.join(",", statements)
        + "]}},\"grants\":["
        + String.join(",", grants)
        + "]}";
  }

  private String statement() {
    String principal =
        pick(
            List.of(
                "\"*\"",
                "\"*\"",
                "{\"AWS\":\"" + ALICE + "\"}",
                "{\"AWS\":\"arn:aws:iam::111122223333:root\"}",
                "{\"AWS\":\"" + ID + "\"}",
                "{\"Service\":\"" + SERVICE + "\"}"));
    String resource = random.nextInt(6) == 0 ? "arn:aws:kms:*:*:key/${aws:PrincipalTag/t}" : "*";
    return "{\"Effect\":"
        + quoted(random.nextInt(3) == 0 ? "Deny" : "Allow")
        + ",\"Principal\":"
        + principal
        + ",\"Action\":\"kms:*\",\"Resource\":"
        + quoted(resource)
        + ",\"Condition\":{"
        + tests()
        + "}}";
  }

  private String tests() {
    Map<String, String> tests = new LinkedHashMap<>();
    int size = 1 + random.nextInt(2);
    for (int i = 0; i < size; i++) {
      addTest(tests);
    }
    return tests.entrySet().stream()
        .map(test -> quoted(test.getKey()) + ":" + test.getValue())
        .collect(Collectors.joining(","));
  }

  private void addTest(Map<String, String> tests) {
    int kind = random.nextInt(8);
    if (kind == 0) {
      String operator = pick(List.of("ForAnyValue:", "ForAllValues:"));
      String comparison = pick(List.of("StringEquals", "StringNotEquals", "StringLike"));
      String wanted = list(List.of(pick(List.of("App", "app", "k", "other", "A*"))));
      tests.put(operator + comparison, "{" + quoted(NAMES) + ":" + wanted + "}");
    } else if (kind == 1) {
      String operator = pick(List.of("ForAnyValue:StringEquals", "ForAllValues:StringEquals"));
      tests.put(operator, "{" + quoted(GRANTED) + ":" + list(List.of(pick(OPERATIONS))) + "}");
    } else if (kind == 2) {
      String key = quoted(PAIR + pick(PAIRS));
      List<String> operators = List.of("StringEquals", "StringNotEquals", "StringLike");
      String operator = pick(List.of("", "", "ForAnyValue:", "ForAllValues:")) + pick(operators);
      tests.put(operator, "{" + key + ":" + quoted(pick(List.of("v", "w", "*"))) + "}");
    } else if (kind == 3) {
      String key = pick(List.of("aws:SourceArn", "aws:SourceArn", "kms:GrantConstraintSourceArn"));
      String operator = pick(List.of("ArnEquals", "ArnNotLike", "StringEquals", "StringLike"));
      String wanted = pick(List.of("arn:aws:s3:::a", "arn:aws:s3:::b", "arn:aws:s3:::a*"));
      tests.put(operator, "{" + quoted(key) + ":" + quoted(wanted) + "}");
    } else if (kind == 4) {
      String key = pick(List.copyOf(VALUES.keySet()));
      tests.put("Null", "{" + quoted(key) + ":" + quoted(pick(List.of("true", "false"))) + "}");
    } else {
      String key = pick(List.of("kms:ViaService", "aws:PrincipalTag/t", "aws:ResourceTag/x"));
      List<String> wanted = new ArrayList<>();
      do {
        wanted.add(pick(random.nextBoolean() ? VARIABLES : List.of("v", "d", "D", "w", "v*", "")));
      } while (random.nextInt(3) == 0);
      tests.put(pick(OPERATORS), "{" + quoted(key) + ":" + list(wanted) + "}");
    }
  }

  private String grant(int number) {
    List<String> constraints = new ArrayList<>();
    if (random.nextBoolean()) {
      String type = pick(TYPES);
      String name = pick(PAIRS);
      constraints.add(quoted(type) + ":{" + quoted(name) + ":" + quoted(pick(TEXTS)) + "}");
    }
    if (random.nextInt(3) == 0) {
      String source = pick(List.of("arn:aws:s3:::a", "arn:aws:s3:::ab", "arn:aws:s3:::a*"));
      constraints.add("\"SourceArn\":" + quoted(source));
    }
    String grantee =
        isService
            ? "\"GranteeServicePrincipal\":" + quoted(SERVICE)
            : "\"GranteePrincipal\":" + quoted(ALICE);
    List<String> operations = new ArrayList<>(List.of("Decrypt", "CreateGrant"));
    if (random.nextBoolean()) {
      operations.add("Encrypt");
    }
    return "{\"GrantId\":\"g-"
        + number
        + "\","
        + grantee
        + ",\"IssuingAccount\":\"arn:aws:iam::111122223333:root\",\"Operations\":"
        + list(operations)
        + ",\"Constraints\":{"
        + String.join(",", constraints)
        + "}}";
  }

  /**
   * Whether a set operator reads a key. Then several entries of a map whose names differ in letter
   * case are its values; where all operators are plain, one entry decides (rule 3.2).
   */
  private boolean comparesSets(String key) {
    return Pattern.compile("For(Any|All)Values?:[A-Za-z]+\":\\{\"" + Pattern.quote(key) + '"')
        .matcher(policies)
        .find();
  }

  /**
   * A context that agrees with a known one.
   *
   * @param known the keys that are kept; the others are drawn
   * @param redrawn the keys besides pairs that are drawn; all if nothing is known
   * @param redrawsPairs whether the pairs are drawn
   */
  private Map<String, List<String>> context(
      Map<String, List<String>> known, Set<String> redrawn, boolean redrawsPairs) {
    Map<String, List<String>> drawn = new LinkedHashMap<>(known);
    boolean all = known.isEmpty() && redrawn.isEmpty();
    for (String key : VALUES.keySet()) {
      if (all || redrawn.contains(key)) {
        drawn.remove(key);
        if (random.nextInt(4) != 0) {
          List<String> values = VALUES.getOrDefault(key, List.of(""));
          boolean isTwo = key.equals(TAG) && comparesSets(key) && random.nextBoolean();
          drawn.put(key, isTwo ? List.of(pick(values), pick(values)) : List.of(pick(values)));
        }
      }
    }
    if (all || redrawn.contains(GRANTED)) {
      drawn.remove(GRANTED);
      List<String> operations = new ArrayList<>(OPERATIONS);
      operations.removeIf(unused -> random.nextBoolean());
      if (!operations.isEmpty()) {
        drawn.put(GRANTED, operations);
      }
    }
    drawPairs(drawn, all || redrawsPairs, known.getOrDefault(NAMES, List.of()));
    return drawn;
  }

  private void drawPairs(Map<String, List<String>> drawn, boolean redraws, List<String> listed) {
    boolean isListed = drawn.containsKey(NAMES);
    if (redraws) {
      drawn.keySet().removeIf(key -> key.startsWith(PAIR));
      List<String> names = new ArrayList<>(listed);
      if (!isListed) {
        for (String name : List.of("App", "k", "other")) {
          if (random.nextBoolean()) {
            names.add(random.nextInt(3) == 0 ? name.toLowerCase(Locale.ROOT) : name);
          }
        }
        if (comparesSets(PAIR + "k") && random.nextBoolean()) {
          names.add("K");
        }
      }
      names.forEach(name -> drawn.put(PAIR + name, List.of(pick(TEXTS))));
    }
    List<String> names =
        drawn.keySet().stream()
            .filter(key -> key.startsWith(PAIR))
            .map(key -> key.substring(PAIR.length()))
            .toList();
    if (!isListed && !names.isEmpty()) {
      drawn.put(NAMES, names);
    }
  }

  /** The request with hidden keys, as a scenario. */
  String hidden() {
    Map<String, List<String>> known = known();
    List<String> unknown = new ArrayList<>(hidden);
    if (hidesPairs) {
      unknown.add(PAIR + "*");
    }
    return scenario(known, unknown);
  }

  private Map<String, List<String>> known() {
    Map<String, List<String>> known = new LinkedHashMap<>(context);
    known.keySet().removeAll(hidden);
    if (hidesPairs) {
      known.keySet().removeIf(key -> key.startsWith(PAIR));
    }
    return known;
  }

  /** Requests that agree with the known keys. */
  List<Request> requests(int count) {
    List<Request> requests = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Map<String, List<String>> known = known();
      Set<String> redrawn = new LinkedHashSet<>(hidden);
      redrawn.add("");
      Map<String, List<String>> whole = context(known, redrawn, hidesPairs);
      requests.add(new Request(scenario(whole, List.of()), whole.containsKey(PAIR + "app")));
    }
    return requests;
  }

  private String scenario(Map<String, List<String>> values, List<String> unknown) {
    String members =
        values.entrySet().stream()
            .map(value -> quoted(value.getKey()) + ":" + list(value.getValue()))
            .collect(Collectors.joining(","));
    return "{\"id\":\"question\",\"request\":{\"principal\":"
        + quoted(isService ? SERVICE : ALICE)
        + ",\"action\":"
        + quoted(action)
        + ",\"resource\":"
        + quoted(KEY)
        + ",\"context\":{"
        + members
        + "}},\"policies\":"
        + policies
        + ",\"unknown\":{\"context\":"
        + list(unknown)
        + ",\"policies\":[]}}";
  }
}
