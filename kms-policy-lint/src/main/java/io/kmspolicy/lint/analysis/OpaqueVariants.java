package io.kmspolicy.lint.analysis;

import io.kmspolicy.lint.document.DocumentType;
import io.kmspolicy.lint.document.PolicyText;
import io.kmspolicy.model.catalogue.Partition;
import io.kmspolicy.model.json.JsonTree;
import io.kmspolicy.model.json.OpaqueText;
import io.kmspolicy.model.json.OpaqueText.Kind;
import io.kmspolicy.model.json.OpaqueText.Part;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.problem.PolicySyntaxException;
import io.kmspolicy.model.problem.Problem;
import io.kmspolicy.model.reader.PolicyReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A policy with opaque parts, with values in their place: first each part with a value of its own,
 * then values of every form, alone and mixed. The number of variants does not depend on the number
 * of parts. A value with which AWS would refuse the text is no value of its part.
 */
public final class OpaqueVariants {

  /** The number of variants in which the parts have values of different forms. */
  private static final int MIXED = 12;

  /** Values of parts that are no principals, which give the text around them another meaning. */
  private static final List<String> UNLIKELY =
      List.of("", "a:b", "${aws:PrincipalAccount}", "arn:aws:iam::111122223333:role/a");

  /** The number of places' values that are tried of one part. */
  private static final int MAX_FITTING = 6;

  /** All combinations of so many conditions of the source are tried; no document has more. */
  private static final int MAX_CONDITIONS = 6;

  /** A choice of texts with parts adds no more variants than this. */
  private static final int MAX_OF_CHOICE = 120;

  private static final String STATEMENT = "/Statement/";
  private static final String CONDITION = "/Condition/";

  /** The principals of a statement. */
  private static final Pattern PRINCIPAL =
      Pattern.compile("/Statement(?:/\\d+)?(?=/Principal(?:/|$))");

  /** A statement, of several or alone. */
  private static final Pattern IN_STATEMENT = Pattern.compile("/Statement(?:/\\d+)?(?=/|$)");

  /** A statement id that AWS accepts. */
  private static final Pattern PLAIN_ID = Pattern.compile("[A-Za-z0-9]+");

  /** The resources of a statement. */
  private static final Pattern RESOURCE =
      Pattern.compile("/Statement(?:/\\d+)?/(?:Not)?Resource(?:/|$)");

  private static final Pattern WILDCARD = Pattern.compile("[*?]");
  private static final Pattern ACCOUNT = Pattern.compile("\\d{12}");

  /** The ARN of a user, a role, a session or an account. */
  private static final Pattern IDENTITY = Pattern.compile("arn:[a-z-]+:(?:iam|sts)::\\d{12}:");

  private static final Pattern KEY = Pattern.compile("arn:[a-z-]+:kms:[^:]+:\\d{12}:key/[^:/]+");

  /** The start of the ARN of a key that is tried. */
  private static final Pattern OWN_KEY = Pattern.compile("^arn:aws:kms:us-east-1(?=:)");

  /** An action of another service than KMS. */
  private static final Pattern OTHER_SERVICE = Pattern.compile("(?!(?i:kms):)[A-Za-z0-9-]+:");

  private final PolicyText text;
  private final Optional<JsonTree> tree;
  private final Map<Part, Places> places = new LinkedHashMap<>();
  private final Map<Part, List<String>> values = new LinkedHashMap<>();
  private final Map<Part, List<String>> expected = new LinkedHashMap<>();

  /** The places of each string with parts. */
  private final Map<String, Set<String>> strings = new LinkedHashMap<>();

  /** The conditions of the source on which statements depend, by number. */
  private final Map<String, Integer> conditions = new LinkedHashMap<>();

  /** The statements under each text of conditions. */
  private final Map<String, Set<String>> conditional = new LinkedHashMap<>();

  /** The statements that are not in a variant. */
  private final Map<String, Set<String>> absent = new HashMap<>();

  /** Where a part stands. */
  private static final class Places {
    private final Set<String> pointers = new LinkedHashSet<>();
    private final Set<Integer> fields = new TreeSet<>();
    private final Set<String> fitting = new LinkedHashSet<>();

    /** The values in the form of the condition keys of which it is a value. */
    private final Set<String> ofForm = new LinkedHashSet<>();

    private final List<SourceLocation> locations = new ArrayList<>();
    private boolean isWhole;

    /** Whether it stands nowhere but in the ARN of a key, as its id. */
    private boolean isKeyId = true;

    /** Whether it stands in a text of a choice only, which is the expression that people see. */
    private boolean isNested = true;
  }

  /** The variants of a text with opaque parts. */
  public OpaqueVariants(PolicyText text) {
    this.text = text;
    this.tree = JsonTree.parsed(text.text());
    tree.ifPresent(root -> find(root, ""));
    OpaqueValues known = new OpaqueValues(text.text());
    places.forEach(
        (part, at) ->
            values.put(
                part,
                Stream.concat(
                        known
                            .of(
                                part,
                                values.size(),
                                at.fields,
                                at.isWhole,
                                isPrincipal(at.pointers))
                            .stream(),
                        at.fitting.stream())
                    .toList()));
    repeatChoices();
    removeRefused();
    places.forEach(
        (part, at) -> {
          if (isAny(part) && at.isKeyId) {
            expected.put(part, known.keyIds(expected.size()));
          } else if (part.kind() == Kind.NAMED) {
            expected.put(part, expected(part, at));
          }
        });
  }

  private void find(JsonTree node, String pointer) {
    if (node instanceof JsonTree.Members object) {
      object
          .members()
          .forEach(
              (name, value) ->
                  find(value, pointer + "/" + name.replace("~", "~0").replace("/", "~1")));
    } else if (node instanceof JsonTree.Elements array) {
      for (int i = 0; i < array.elements().size(); i++) {
        find(array.elements().get(i), pointer + "/" + i);
      }
    } else if (node instanceof JsonTree.Scalar scalar && OpaqueText.in(scalar.text())) {
      String string = scalar.text();
      for (Part truth : OpaqueText.truths(string)) {
        conditions.putIfAbsent(condition(truth), conditions.size());
        conditional
            .computeIfAbsent(string, unused -> new LinkedHashSet<>())
            .add(pointer.substring(0, Math.max(0, pointer.indexOf(CONDITION))));
      }
      SourceLocation at = SourceLocation.at(text.source(), pointer, scalar.line(), scalar.column());
      for (Part part : OpaqueText.parts(string)) {
        add(part, string, at, false);
        if (part.kind() == Kind.CHOICE) {
          for (String choice : part.choices()) {
            String chosen = string.replace(part.text(), choice);
            OpaqueText.parts(choice).forEach(nested -> add(nested, chosen, at, true));
          }
        }
      }
      strings.computeIfAbsent(string, unused -> new LinkedHashSet<>()).add(pointer);
    }
  }

  private void add(Part part, String string, SourceLocation location, boolean isNested) {
    Places at = places.computeIfAbsent(part, unused -> new Places());
    String carrier = part.text();
    at.pointers.add(location.pointer());
    at.locations.add(location);
    at.isNested &= isNested;
    if (isAny(part) && part.pattern().isEmpty() && at.fitting.size() < MAX_FITTING) {
      at.fitting.addAll(FittingValues.of(location.pointer(), string, part));
      at.ofForm.addAll(FittingValues.ofForm(location.pointer(), string, part));
    }
    at.isWhole |= string.equals(carrier);
    at.isKeyId &= string.endsWith(":key/" + carrier) && string.contains(":kms:");
    if (string.startsWith("arn:")) {
      String before = OpaqueText.replaced(before(string, carrier), unused -> "");
      at.fields.add((int) before.chars().filter(c -> c == ':').count());
    }
  }

  /** A text of a choice that has parts is tried once for each of their values. */
  private void repeatChoices() {
    values.replaceAll(
        (part, texts) -> {
          if (part.kind() != Kind.CHOICE) {
            return texts;
          }
          List<String> repeated = new ArrayList<>();
          int most = Math.max(1, MAX_OF_CHOICE / Math.max(1, texts.size()));
          for (String choice : texts) {
            int times =
                OpaqueText.parts(choice).stream()
                    .mapToInt(nested -> values.getOrDefault(nested, List.of()).size())
                    .max()
                    .orElse(1);
            repeated.addAll(Collections.nCopies(Math.min(times, most), choice));
          }
          return repeated;
        });
  }

  private static boolean isPrincipal(Set<String> pointers) {
    return pointers.stream().anyMatch(pointer -> PRINCIPAL.matcher(pointer).lookingAt());
  }

  private static String condition(Part truth) {
    return truth.reference() + " " + truth.definition();
  }

  private static String before(String string, String carrier) {
    return string.substring(0, Math.max(0, string.indexOf(carrier)));
  }

  /** Reads the text with each value once, and removes the values at whose places it is refused. */
  private void removeRefused() {
    if (!(text.type() instanceof DocumentType.Policy policy)) {
      return;
    }
    Map<Part, Set<String>> refused = new LinkedHashMap<>();
    for (int i = 0; i < longest(); i++) {
      Map<Part, String> chosen = chosen(i, 0);
      try {
        PolicyReader.forType(policy.type()).source(text.source()).read(with(chosen));
      } catch (PolicySyntaxException refusal) {
        places.forEach(
            (part, at) -> {
              boolean isOfParts = OpaqueText.in(chosen.getOrDefault(part, ""));
              if (!isOfParts
                  && refusal.problems().stream().anyMatch(problem -> isAt(problem, at))) {
                refused
                    .computeIfAbsent(part, unused -> new LinkedHashSet<>())
                    .add(chosen.getOrDefault(part, ""));
              }
            });
      }
    }
    refused.forEach(
        (part, wrong) ->
            values.computeIfPresent(
                part,
                (unused, all) -> {
                  List<String> right = all.stream().filter(one -> !wrong.contains(one)).toList();
                  return right.isEmpty() ? all : right;
                }));
  }

  private static boolean isAt(Problem problem, Places at) {
    String pointer = problem.location().pointer();
    return at.pointers.stream().anyMatch(one -> isIn(pointer, one));
  }

  /** The texts; the first has a value of its own for each part. */
  public List<PolicyText> texts() {
    return texts(Set.of(), Map.of());
  }

  /**
   * Texts with values that nobody writes on purpose. A finding that does not hold for one of them
   * is not certain, and no note is about them.
   */
  public List<PolicyText> unlikelyTexts() {
    List<PolicyText> unlikely = new ArrayList<>();
    for (String value : UNLIKELY) {
      Map<Part, String> chosen = chosen(0, 0);
      chosen.replaceAll(
          (part, first) ->
              isAny(part) && part.pattern().isEmpty() && !isOfPrincipal(part) ? value : first);
      PolicyText variant = text.withText(with(chosen));
      if (isRead(variant)) {
        unlikely.add(variant);
      }
    }
    return unlikely;
  }

  private static boolean isAny(Part part) {
    return part.kind() == Kind.ANY || part.kind() == Kind.NAMED;
  }

  private boolean isOfPrincipal(Part part) {
    return Optional.ofNullable(places.get(part)).filter(at -> isPrincipal(at.pointers)).isPresent();
  }

  private static boolean isRead(PolicyText variant) {
    if (!(variant.type() instanceof DocumentType.Policy policy)) {
      return false;
    }
    try {
      PolicyReader.forType(policy.type()).read(variant.text());
      return true;
    } catch (PolicySyntaxException refused) {
      return false;
    }
  }

  /**
   * The texts in which a Deny whose principals are not known denies nobody that the rest of the
   * text names: what such a Deny may take back is given away until its principals are known. Empty
   * if there is none.
   */
  public List<PolicyText> textsWithoutOpenDeny() {
    Set<Part> ofDeny = new LinkedHashSet<>();
    places.forEach(
        (part, at) -> {
          if (at.pointers.stream().allMatch(this::isPrincipalOfDeny)) {
            ofDeny.add(part);
          }
        });
    return ofDeny.isEmpty() ? List.of() : texts(ofDeny, Map.of());
  }

  /**
   * The texts in which what the source names has values of the form that its name tells; empty if
   * it names nothing. They decide about what is worth a note.
   */
  public List<PolicyText> textsOfExpectedForm() {
    return expected.isEmpty() ? List.of() : texts(Set.of(), expected);
  }

  /** The values of the form that a place needs: one ARN, one account, or one name. */
  private List<String> expected(Part part, Places at) {
    if (!at.ofForm.isEmpty()) {
      return List.copyOf(at.ofForm);
    }
    boolean isPrincipal = isPrincipal(at.pointers);
    boolean isResource = at.pointers.stream().anyMatch(one -> RESOURCE.matcher(one).lookingAt());
    boolean isAccount = at.fields.contains(4) && !at.isWhole;
    List<String> fitting =
        values.getOrDefault(part, List.of()).stream()
            .filter(value -> !WILDCARD.matcher(value).find())
            .filter(value -> !isAccount || ACCOUNT.matcher(value).matches())
            .filter(value -> !at.isWhole || !isPrincipal || IDENTITY.matcher(value).lookingAt())
            .filter(value -> !at.isWhole || !isResource || KEY.matcher(value).matches())
            .toList();
    return fitting.isEmpty() ? values.getOrDefault(part, List.of()) : fitting;
  }

  private boolean isPrincipalOfDeny(String pointer) {
    Matcher statement = PRINCIPAL.matcher(pointer);
    return statement.lookingAt()
        && tree.map(root -> root.at(statement.group() + "/Effect"))
            .flatMap(JsonTree::string)
            .filter("Deny"::equals)
            .isPresent();
  }

  /**
   * The texts in which some parts have a value of their own in all of them, and others one of fewer
   * values.
   */
  private List<PolicyText> texts(Set<Part> own, Map<Part, List<String>> fewer) {
    Set<String> texts = new LinkedHashSet<>();
    Map<Part, String> first = chosen(0, 0);
    first.keySet().retainAll(own);
    int equal = longest();
    int holding = 1 << Math.min(MAX_CONDITIONS, conditions.size());
    for (int i = 0; i < Math.max(equal + MIXED, holding); i++) {
      Map<Part, String> chosen = i < equal ? chosen(i, 0) : chosen(i, i - equal + 1);
      chosen.putAll(first);
      int run = i;
      fewer.forEach((part, all) -> chosen.put(part, all.get(run % all.size())));
      texts.add(with(chosen));
    }
    List<PolicyText> variants = new ArrayList<>();
    texts.forEach(one -> variants.add(text.withText(one)));
    return variants;
  }

  private int longest() {
    return values.values().stream().mapToInt(List::size).max().orElse(1);
  }

  /** The values of a variant. Those of the stack's Region and partition belong together. */
  private Map<Part, String> chosen(int first, int step) {
    Map<Part, String> chosen = new LinkedHashMap<>();
    values.forEach(
        (part, all) -> {
          int of = part.kind().isOfStack() && part.kind() != Kind.ACCOUNT ? 0 : chosen.size();
          chosen.put(
              part,
              part.kind().isTruth()
                  ? String.valueOf(isTrue(part, first))
                  : all.get((first + of * step) % all.size()));
        });
    chosen.entrySet().stream()
        .filter(one -> one.getKey().kind() == Kind.REGION)
        .findFirst()
        .map(Map.Entry::getValue)
        .ifPresent(region -> chosen.replaceAll((part, value) -> inRegion(part, value, region)));
    return chosen;
  }

  /** A key of which nothing is known is taken for one in the Region of the stack. */
  private static String inRegion(Part part, String value, String region) {
    return part.kind() == Kind.ANY || part.kind() == Kind.NAMED || part.kind() == Kind.RESOURCE_ARN
        ? OWN_KEY
            .matcher(value)
            .replaceFirst("arn:" + Partition.ofRegion(region) + ":kms:" + region)
        : value;
  }

  /** A condition of the source holds in the whole variant or nowhere in it. */
  private boolean isTrue(Part truth, int variant) {
    int number = conditions.getOrDefault(condition(truth), 0) % MAX_CONDITIONS;
    boolean holds = (variant >> number & 1) == 0;
    return holds == (truth.kind() == Kind.TRUTH);
  }

  /** Whether the statement at a place names no action that could be one of KMS. */
  public boolean isAboutOtherServices(String pointer) {
    Matcher statement = IN_STATEMENT.matcher(pointer);
    return statement.lookingAt()
        && tree.map(root -> root.at(statement.group()))
            .flatMap(found -> found.member("Action"))
            .filter(OpaqueVariants::areOfOtherServices)
            .isPresent();
  }

  private static boolean areOfOtherServices(JsonTree actions) {
    List<JsonTree> all =
        actions instanceof JsonTree.Elements array ? array.elements() : List.of(actions);
    return all.stream()
        .allMatch(
            action ->
                action
                    .string()
                    .filter(text -> OTHER_SERVICE.matcher(text).lookingAt())
                    .isPresent());
  }

  private String with(Map<Part, String> chosen) {
    String replaced = text.text();
    for (Map.Entry<Part, String> one : chosen.entrySet()) {
      Part part = one.getKey();
      if (part.kind().isStructure()) {
        String carrier = part.text();
        replaced = replaced.replace("\"" + carrier + "\"", one.getValue());
      }
    }
    Set<String> missing = new HashSet<>();
    for (Map.Entry<String, Set<String>> one : conditional.entrySet()) {
      boolean holds =
          OpaqueText.truths(one.getKey()).stream().map(chosen::get).allMatch("true"::equals);
      replaced = replaced.replace("\"" + one.getKey() + "\"", "\"" + holds + "\"");
      if (!holds) {
        missing.addAll(one.getValue());
      }
    }
    String variant = filled(replaced, chosen);
    absent.put(variant, missing);
    return variant;
  }

  /** A text with values in place of its parts, and of the parts of a choice. */
  private static String filled(String text, Map<Part, String> chosen) {
    String once = OpaqueText.replaced(text, part -> chosen.getOrDefault(part, ""));
    return OpaqueText.in(once)
        ? OpaqueText.replaced(
            OpaqueText.replaced(once, part -> chosen.getOrDefault(part, "")),
            part -> chosen.getOrDefault(part, ""))
        : once;
  }

  /** Whether a place is in a statement that some variant does not have. */
  public boolean isConditional(String pointer) {
    return conditional.values().stream()
        .flatMap(Set::stream)
        .anyMatch(statement -> isIn(pointer, statement));
  }

  /** Whether a place is in a statement that a variant does not have. */
  public boolean isAbsent(PolicyText variant, String pointer) {
    return absent.getOrDefault(variant.text(), Set.of()).stream()
        .anyMatch(statement -> isIn(pointer, statement));
  }

  /** Whether the id at a place is in a variant of no two statements that are there. */
  public boolean isUsedOnce(PolicyText variant, String pointer) {
    Optional<String> id = string(pointer).filter(text -> PLAIN_ID.matcher(text).matches());
    return id.isPresent()
        && tree.map(root -> root.at("/Statement"))
            .filter(JsonTree.Elements.class::isInstance)
            .map(list -> ((JsonTree.Elements) list).elements().size())
            .filter(count -> !isTwice(variant, id, count))
            .isPresent();
  }

  private boolean isTwice(PolicyText variant, Optional<String> id, int statements) {
    return IntStream.range(0, statements)
            .mapToObj(i -> STATEMENT + i + "/Sid")
            .filter(one -> string(one).equals(id) && !isAbsent(variant, one))
            .count()
        > 1;
  }

  private Optional<String> string(String pointer) {
    return tree.map(root -> root.at(pointer)).flatMap(JsonTree::string);
  }

  /**
   * The expressions of the source that a finding at a place is about: those at it, else those of
   * its statement, else all. What stands for the stack's own account, Region and partition is among
   * them only where nothing else is.
   */
  public Set<String> behind(String pointer) {
    Set<String> found = references(one -> isIn(pointer, one) || isIn(one, pointer));
    if (found.isEmpty() && pointer.startsWith(STATEMENT)) {
      int end = pointer.indexOf('/', STATEMENT.length());
      String statement = end < 0 ? pointer : pointer.substring(0, end);
      found = references(one -> isIn(one, statement));
    }
    return found.isEmpty() ? references(one -> true) : found;
  }

  /** Whether a place is one where an opaque part stands. */
  public boolean isOpaque(String pointer) {
    return places.values().stream()
        .flatMap(at -> at.pointers.stream())
        .anyMatch(one -> isIn(pointer, one));
  }

  private static boolean isIn(String pointer, String outer) {
    return pointer.equals(outer) || pointer.startsWith(outer + "/");
  }

  private Set<String> references(Predicate<String> pointers) {
    Set<String> found = new LinkedHashSet<>();
    Set<String> ofStack = new LinkedHashSet<>();
    places.forEach(
        (part, at) -> {
          if (!at.isNested && at.pointers.stream().anyMatch(pointers)) {
            (part.kind().isOfStack() ? ofStack : found).add(part.reference());
          }
        });
    return found.isEmpty() ? ofStack : found;
  }

  /** Whether a place is in a value of which not even the type is known. */
  public boolean isInStructure(String pointer) {
    return places.entrySet().stream()
        .filter(one -> one.getKey().kind().isStructure())
        .flatMap(one -> one.getValue().pointers.stream())
        .anyMatch(one -> isIn(pointer, one));
  }

  /** The first place of an expression, in a statement that may be about KMS if there is one. */
  public SourceLocation first(String reference) {
    return places.entrySet().stream()
        .filter(one -> one.getKey().reference().equals(reference))
        .flatMap(one -> one.getValue().locations.stream())
        .min(Comparator.comparing(one -> isAboutOtherServices(one.pointer())))
        .orElse(SourceLocation.at(text.source(), "", 1, 1));
  }

  /** Shows texts about the first variant with the expressions of the source. */
  public ShownExpressions shown() {
    Map<Part, String> first = chosen(0, 0);
    Map<String, Set<String>> places = new LinkedHashMap<>();
    strings.forEach((string, at) -> places.put(string, Set.copyOf(at)));
    return new ShownExpressions(tree, places, first, string -> filled(string, first));
  }
}
