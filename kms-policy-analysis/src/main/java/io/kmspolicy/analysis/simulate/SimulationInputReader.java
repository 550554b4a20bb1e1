package io.kmspolicy.analysis.simulate;

import io.kmspolicy.analysis.query.ActionPatterns;
import io.kmspolicy.analysis.simulate.InputPolicy.Kind;
import io.kmspolicy.analysis.simulate.SimulationInput.Page;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.json.JsonSyntaxException;
import io.kmspolicy.model.json.JsonTree;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.problem.PolicySyntaxException;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.Arn;
import io.kmspolicy.model.resource.InvalidNameException;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.text.Listing;
import io.kmspolicy.model.text.Suggestions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Reads the input of a simulation strictly: rejects input that {@code simulate-custom-policy} does
 * not define or would reject. The exception lists every problem with its position.
 */
final class SimulationInputReader {

  private static final List<String> MEMBERS =
      List.of(
          "PolicyInputList",
          "PermissionsBoundaryPolicyInputList",
          "ActionNames",
          "ResourceArns",
          "ResourcePolicy",
          "ResourceOwner",
          "CallerArn",
          "ContextEntries",
          "ResourceHandlingOption",
          "MaxItems",
          "Marker");

  /** The values that AWS documents for this member; all apply to EC2. */
  private static final List<String> HANDLING_OPTIONS =
      List.of(
          "EC2-Classic-InstanceStore",
          "EC2-Classic-EBS",
          "EC2-VPC-InstanceStore",
          "EC2-VPC-InstanceStore-Subnet",
          "EC2-VPC-EBS",
          "EC2-VPC-EBS-Subnet");

  private static final List<String> MAY_BE_EMPTY =
      List.of("PermissionsBoundaryPolicyInputList", "ContextEntries");

  private static final int MAX_ITEMS = 1_000;
  private static final int DEFAULT_ITEMS = 100;

  private final String source;
  private final String[] lines;
  private final boolean defaultKeyPolicy;
  private final List<Mistake> problems = new ArrayList<>();

  /** A problem and its position. */
  private record Mistake(int line, int column, String text) {
    String at(String source) {
      return source + ":" + line + ":" + column + ": " + text;
    }
  }

  private SimulationInputReader(String source, String text, boolean defaultKeyPolicy) {
    this.defaultKeyPolicy = defaultKeyPolicy;
    this.source = source;
    this.lines = text.split("\r\n|\n|\r", -1);
  }

  /**
   * Reads an input.
   *
   * @param source the name of the file
   * @param defaultKeyPolicy whether to assume the default key policy if none is given
   * @throws BadInputException with one line for each problem
   */
  static SimulationInput read(String source, String text, boolean defaultKeyPolicy) {
    SimulationInputReader reader = new SimulationInputReader(source, text, defaultKeyPolicy);
    SimulationInput input = reader.read(reader.parse(text));
    if (!reader.problems.isEmpty()) {
      throw reader.rejection();
    }
    return input;
  }

  private BadInputException rejection() {
    return new BadInputException(
        problems.stream()
            .sorted(Comparator.comparingInt(Mistake::line).thenComparingInt(Mistake::column))
            .map(mistake -> mistake.at(source))
            .collect(Collectors.joining("\n")));
  }

  private JsonTree.Members parse(String text) {
    try {
      JsonTree tree = JsonTree.parse(text);
      if (tree instanceof JsonTree.Members object) {
        return object;
      }
      problem(tree, "", "the input must be an object with members such as `PolicyInputList`");
    } catch (JsonSyntaxException e) {
      problems.add(new Mistake(e.line(), e.column(), String.valueOf(e.getMessage())));
    }
    throw rejection();
  }

  private SimulationInput read(JsonTree.Members root) {
    only(root, "", "the input", MEMBERS);
    List<InputPolicy> identity =
        policies(root, "PolicyInputList", Kind.IAM, PolicyType.IDENTITY, true);
    List<InputPolicy> boundaries =
        policies(
            root,
            "PermissionsBoundaryPolicyInputList",
            Kind.IAM,
            PolicyType.PERMISSIONS_BOUNDARY,
            false);
    if (boundaries.size() > 1) {
      root.member("PermissionsBoundaryPolicyInputList")
          .ifPresent(
              list ->
                  problem(
                      list,
                      "/PermissionsBoundaryPolicyInputList",
                      "there can be one permissions boundary; put its statements into one policy"));
    }
    Optional<InputPolicy> resourcePolicy =
        string(root, "ResourcePolicy")
            .flatMap(
                value ->
                    policy(
                        value, "/ResourcePolicy", "ResourcePolicy", Kind.RESOURCE, PolicyType.KEY));
    Optional<Caller> caller = string(root, "CallerArn").flatMap(this::caller);
    if (root.member("ResourcePolicy").isPresent() && root.member("CallerArn").isEmpty()) {
      problem(
          root, "", "`ResourcePolicy` needs a `CallerArn`, which its principals are held against");
    }
    List<KmsResource> resources = each(root, "ResourceArns", this::resource);
    return new SimulationInput(
        identity,
        boundaries.stream().findFirst(),
        resourcePolicy,
        actions(root),
        root.member("ResourceArns").isPresent() ? resources : List.of(new KmsResource.Any()),
        string(root, "ResourceOwner").map(this::owner).orElse(""),
        caller,
        new ContextEntries(this).read(root),
        string(root, "ResourceHandlingOption").map(this::handlingOption).orElse(""),
        new Page(marker(root), maxItems(root)),
        defaultKeyPolicy);
  }

  private List<InputPolicy> policies(
      JsonTree.Members root, String member, Kind kind, PolicyType type, boolean required) {
    if (required && root.member(member).isEmpty()) {
      problem(root, "", "`" + member + "` is missing; it must list the policies, one at least");
    }
    List<InputPolicy> read = new ArrayList<>();
    List<Item> items = items(root, member);
    for (int i = 0; i < items.size(); i++) {
      String id = member + "." + (i + 1);
      Item item = items.get(i);
      text(item)
          .flatMap(value -> policy(value, item.pointer(), id, kind, type))
          .ifPresent(read::add);
    }
    return read;
  }

  private Optional<InputPolicy> policy(
      JsonTree.Scalar value, String pointer, String id, Kind kind, PolicyType type) {
    try {
      return Optional.of(
          new InputPolicy(
              id, kind, value.text(), PolicyReader.forType(type).source(id).read(value.text())));
    } catch (PolicySyntaxException rejection) {
      EmbeddedText embedded = new EmbeddedText(lines, value);
      rejection
          .problems()
          .forEach(
              problem ->
                  problems.add(
                      new Mistake(
                          value.line(),
                          embedded.columnOf(problem.location().line(), problem.location().column()),
                          EmbeddedText.message(problem, pointer))));
      return Optional.empty();
    }
  }

  private List<String> actions(JsonTree.Members root) {
    if (root.member("ActionNames").isEmpty()) {
      problem(root, "", "`ActionNames` is missing; it must list actions such as `kms:Decrypt`");
    }
    return each(root, "ActionNames", this::action);
  }

  private Optional<String> action(Item item) {
    String name = item.text();
    if (KmsCatalogue.bundled().action(name).isPresent()) {
      return Optional.of(name);
    }
    problem(item.value(), item.pointer(), ActionPatterns.unknown(name));
    return Optional.empty();
  }

  private Optional<KmsResource> resource(Item item) {
    return named(item.value(), item.pointer(), () -> KmsResource.parse(item.text()));
  }

  private Optional<Caller> caller(JsonTree.Scalar value) {
    return named(value, "/CallerArn", () -> Caller.parse(value.text()));
  }

  private String owner(JsonTree.Scalar value) {
    return Arn.parse(value.text())
        .filter(arn -> arn.service().equals("iam") && arn.resource().equals("root"))
        .map(Arn::accountId)
        .filter(Arn::isAccountId)
        .orElseGet(
            () -> {
              problem(
                  value,
                  "/ResourceOwner",
                  "`"
                      + value.text()
                      + "` is not an account; it must be an ARN such as"
                      + " `arn:aws:iam::111122223333:root`");
              return "";
            });
  }

  private String handlingOption(JsonTree.Scalar value) {
    if (!HANDLING_OPTIONS.contains(value.text())) {
      problem(
          value,
          "/ResourceHandlingOption",
          "`" + value.text() + "` is unknown; it can be " + Listing.firstOf(HANDLING_OPTIONS));
    }
    return value.text();
  }

  private int maxItems(JsonTree.Members root) {
    return root.member("MaxItems")
        .map(value -> whole(value, "/MaxItems", 1, MAX_ITEMS))
        .orElse(DEFAULT_ITEMS);
  }

  private int marker(JsonTree.Members root) {
    return string(root, "Marker")
        .map(value -> number(value, "/Marker", 0, Integer.MAX_VALUE, "a `Marker` of a response"))
        .orElse(0);
  }

  private int whole(JsonTree value, String pointer, int min, int max) {
    String expected = "a whole number from " + min + " to " + max;
    if (value instanceof JsonTree.Scalar scalar && !scalar.quoted()) {
      return number(scalar, pointer, min, max, expected);
    }
    problem(value, pointer, "this must be " + expected);
    return min;
  }

  private int number(JsonTree.Scalar value, String pointer, int min, int max, String expected) {
    boolean digits = value.text().matches("[0-9]{1,9}");
    int number = digits ? Integer.parseInt(value.text()) : min - 1;
    if (number < min || number > max) {
      problem(value, pointer, "`" + value.text() + "` must be " + expected);
    }
    return number;
  }

  /** An element of an array, with its JSON pointer. */
  record Item(JsonTree value, String pointer) {
    String text() {
      return value.string().orElse("");
    }
  }

  /**
   * The elements of an array member. Adds a problem if the member is no array, or empty although it
   * states what is asked; AWS takes an empty list of boundaries or context entries as none.
   */
  List<Item> items(JsonTree.Members object, String member) {
    Optional<JsonTree> value = object.member(member);
    if (value.isEmpty()) {
      return List.of();
    }
    String pointer = "/" + member;
    boolean mayBeEmpty = MAY_BE_EMPTY.contains(member);
    if (mayBeEmpty && !(value.get() instanceof JsonTree.Elements)) {
      problem(value.get(), pointer, "`" + member + "` must be an array");
      return List.of();
    }
    if (!(value.get() instanceof JsonTree.Elements list)
        || (list.elements().isEmpty() && !mayBeEmpty)) {
      problem(value.get(), pointer, "`" + member + "` must be an array with one element at least");
      return List.of();
    }
    return items(list, pointer);
  }

  /** The elements of an array with their JSON pointers. */
  static List<Item> items(JsonTree.Elements list, String pointer) {
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < list.elements().size(); i++) {
      items.add(new Item(list.elements().get(i), pointer + "/" + i));
    }
    return items;
  }

  private <T> List<T> each(
      JsonTree.Members root, String member, Function<Item, Optional<T>> reader) {
    List<T> read = new ArrayList<>();
    for (Item item : items(root, member)) {
      if (text(item).isPresent()) {
        reader.apply(item).ifPresent(read::add);
      }
    }
    return read;
  }

  /** The string value. Adds a problem if the value is no string. */
  Optional<JsonTree.Scalar> text(Item item) {
    if (item.value() instanceof JsonTree.Scalar scalar && scalar.quoted()) {
      return Optional.of(scalar);
    }
    problem(item.value(), item.pointer(), "this must be a string");
    return Optional.empty();
  }

  private Optional<JsonTree.Scalar> string(JsonTree.Members root, String member) {
    return root.member(member).flatMap(value -> text(new Item(value, "/" + member)));
  }

  /** A parser of names that may reject its input. */
  private interface NameParser<T> {
    T parse();
  }

  private <T> Optional<T> named(JsonTree value, String pointer, NameParser<T> parser) {
    try {
      return Optional.of(parser.parse());
    } catch (InvalidNameException invalid) {
      problem(value, pointer, String.valueOf(invalid.getMessage()));
      return Optional.empty();
    }
  }

  /** Adds a problem for each unknown member. */
  void only(JsonTree.Members object, String pointer, String what, List<String> known) {
    Map<String, JsonTree> members = new LinkedHashMap<>(object.members());
    members.keySet().removeAll(known);
    members.forEach(
        (name, value) ->
            problem(
                value,
                pointer + "/" + name,
                what
                    + " has no member `"
                    + name
                    + "`; "
                    + Suggestions.nearest(name, known)
                        .map(near -> "did you mean `" + near + "`?")
                        .orElse("known are " + Listing.firstOf(known))));
  }

  /** Adds a problem. */
  void problem(JsonTree value, String pointer, String message) {
    String where = pointer.isEmpty() ? "" : " (at " + pointer + ")";
    problems.add(new Mistake(value.line(), value.column(), message + where));
  }
}
