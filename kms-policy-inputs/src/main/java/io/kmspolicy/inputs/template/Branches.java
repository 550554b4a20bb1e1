package io.kmspolicy.inputs.template;

import io.kmspolicy.inputs.tree.Place;
import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Elements;
import io.kmspolicy.inputs.tree.SourceNode.Member;
import io.kmspolicy.inputs.tree.SourceNode.Members;
import io.kmspolicy.inputs.tree.SourceNode.Text;
import io.kmspolicy.inputs.tree.SourceNode.Unresolved;
import io.kmspolicy.model.json.OpaqueText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The statements and policies that {@code Fn::If} chooses between. Which of them there are is known
 * when the template is deployed, so each statement has a test more, whose result is not known: the
 * conditions of the template that must hold, and those that must not.
 */
final class Branches {

  static final String OPEN = "the condition of `Fn::If` is evaluated when it is deployed";

  private static final String IF = "Fn::If";
  private static final String CONDITION = "Condition";
  private static final String DOCUMENT = "PolicyDocument";
  private static final String STATEMENT = "Statement";
  private static final String VERSION = "Version";

  /** More conditions around one statement are not told apart. */
  private static final int DEEPEST = 6;

  /**
   * A test that holds for every request with one of its values, and for hardly any with another.
   */
  private static final String OPERATOR = "BoolIfExists";

  private static final String KEY = "aws:SecureTransport";

  private final UnaryOperator<SourceNode> resolver;
  private final BiFunction<String, Boolean, String> truths;

  /** A value that {@code Fn::If} may choose, and which conditions hold then. */
  private record Branch(SourceNode value, Map<String, Boolean> holding) {}

  /**
   * The branches in a template.
   *
   * @param resolver evaluates the functions in a value
   * @param truths the text of a test, by the name of the condition and whether it must hold
   */
  Branches(UnaryOperator<SourceNode> resolver, BiFunction<String, Boolean, String> truths) {
    this.resolver = resolver;
    this.truths = truths;
  }

  /** What a value may be; the value itself if it is no {@code Fn::If}. */
  private static List<Branch> of(SourceNode node) {
    List<Branch> found = new ArrayList<>();
    collect(node, Map.of(), found);
    return found;
  }

  private static void collect(SourceNode whole, Map<String, Boolean> holding, List<Branch> found) {
    SourceNode node = BranchedStatement.of(whole);
    List<SourceNode> parts =
        node.members().size() == 1
            ? node.member(IF).map(SourceNode::elements).orElse(List.of())
            : List.of();
    if (parts.size() != 3
        || !(parts.get(0) instanceof Text name)
        || (holding.size() == DEEPEST && !holding.containsKey(name.text()))) {
      if (!NoValue.is(node)) {
        found.add(new Branch(node, holding));
      }
      return;
    }
    for (boolean holds : new boolean[] {true, false}) {
      Map<String, Boolean> more = new LinkedHashMap<>(holding);
      if (more.merge(name.text(), holds, (before, now) -> before) == holds) {
        collect(parts.get(holds ? 1 : 2), more, found);
      }
    }
  }

  private static boolean isIf(SourceNode node) {
    return node.members().size() == 1 && node.member(IF).isPresent();
  }

  /**
   * The statements of an element of a list; empty if it is no {@code Fn::If}, or one of other
   * values.
   */
  Optional<List<SourceNode>> statements(SourceNode element) {
    if (!isIf(BranchedStatement.of(element))
        || !of(element).stream().allMatch(one -> one.value().member("Effect").isPresent())) {
      return Optional.empty();
    }
    List<SourceNode> found = new ArrayList<>();
    for (Branch branch : of(element)) {
      Optional<SourceNode> under =
          statement(resolver.apply(branch.value()), branch.holding(), element.place());
      if (under.isEmpty()) {
        return Optional.empty();
      }
      found.add(under.get());
    }
    return Optional.of(found);
  }

  /** The list of statements that {@code Fn::If} chooses; empty for any other value. */
  Optional<SourceNode> statementList(Member member) {
    SourceNode value = member.value();
    if (!member.name().equals(STATEMENT) || !isIf(BranchedStatement.of(value))) {
      return Optional.empty();
    }
    List<SourceNode> found = new ArrayList<>();
    for (Branch branch : of(value)) {
      Optional<List<SourceNode>> under =
          listed(resolver.apply(branch.value()), branch.holding(), value.place());
      if (under.isEmpty()) {
        return Optional.empty();
      }
      found.addAll(under.get());
    }
    return Optional.of(new Elements(found, value.place()));
  }

  /**
   * The document with the statements of both branches; empty if one of them is no document that is
   * known, or they have different versions.
   */
  Optional<SourceNode> document(String condition, SourceNode one, SourceNode other, Place place) {
    if (!one.text(VERSION).equals(other.text(VERSION))) {
      return Optional.empty();
    }
    List<SourceNode> statements = new ArrayList<>();
    for (boolean holds : new boolean[] {true, false}) {
      Optional<List<SourceNode>> under =
          (holds ? one : other)
              .member(STATEMENT)
              .flatMap(list -> listed(list, Map.of(condition, holds), place));
      if (under.isEmpty()) {
        return Optional.empty();
      }
      statements.addAll(under.get());
    }
    List<Member> members = new ArrayList<>(one.members());
    members.removeIf(member -> !member.name().equals(VERSION));
    members.add(new Member(STATEMENT, place, new Elements(statements, place)));
    return Optional.of(new Members(members, place));
  }

  /**
   * The policies of a list inside a user, group or role, with their functions evaluated. One that
   * {@code Fn::If} chooses is attached under its conditions.
   */
  List<SourceNode> policies(SourceNode list) {
    List<SourceNode> found = new ArrayList<>();
    for (Branch whole : of(list)) {
      SourceNode array =
          whole.value() instanceof Elements ? whole.value() : resolver.apply(whole.value());
      if (!(array instanceof Elements)) {
        found.add(array);
      }
      for (SourceNode element : array.elements()) {
        for (Branch branch : of(element)) {
          Map<String, Boolean> holding = new LinkedHashMap<>(whole.holding());
          branch.holding().forEach(holding::putIfAbsent);
          holding.putAll(whole.holding());
          boolean isPossible =
              branch.holding().entrySet().stream()
                  .allMatch(is -> is.getValue().equals(holding.get(is.getKey())));
          if (isPossible) {
            found.add(policy(resolver.apply(branch.value()), holding, element.place()));
          }
        }
      }
    }
    return found;
  }

  private SourceNode policy(SourceNode policy, Map<String, Boolean> holding, Place place) {
    Optional<SourceNode> document = policy.member(DOCUMENT);
    if (holding.isEmpty() || document.isEmpty()) {
      return policy;
    }
    SourceNode under =
        document
            .get()
            .member(STATEMENT)
            .flatMap(list -> listed(list, holding, place))
            .map(list -> with(document.get(), STATEMENT, new Elements(list, place)))
            .orElseGet(() -> new Unresolved(OPEN, place));
    return with(policy, DOCUMENT, under);
  }

  private Optional<List<SourceNode>> listed(
      SourceNode list, Map<String, Boolean> holding, Place place) {
    List<SourceNode> statements =
        list.member("Effect").isPresent() ? List.of(list) : list.elements();
    List<SourceNode> under =
        statements.stream().flatMap(one -> statement(one, holding, place).stream()).toList();
    return (list instanceof Elements || list instanceof Members)
            && under.size() == statements.size()
        ? Optional.of(under)
        : Optional.empty();
  }

  /** The statement with one test more; empty if its condition is not known or has such a test. */
  private Optional<SourceNode> statement(
      SourceNode statement, Map<String, Boolean> holding, Place place) {
    if (statement instanceof Unresolved open && open.opaque().isPresent()) {
      return Optional.of(statement); // A statement that is not known may be none.
    }
    SourceNode block = statement.member(CONDITION).orElse(new Members(List.of(), place));
    if (!(statement instanceof Members) || !(block instanceof Members)) {
      return Optional.empty();
    }
    String text =
        holding.entrySet().stream()
            .map(one -> truths.apply(one.getKey(), one.getValue()))
            .collect(Collectors.joining());
    return tests(block, text, place).map(tests -> with(statement, CONDITION, tests));
  }

  /** The tests with one more; empty if its key is in use. */
  private static Optional<SourceNode> tests(SourceNode block, String text, Place place) {
    List<Member> operators = new ArrayList<>(block.members());
    List<Member> keys = new ArrayList<>();
    for (Member operator : block.members()) {
      if (operator.name().equalsIgnoreCase(OPERATOR)) {
        if (!(operator.value() instanceof Members)) {
          return Optional.empty();
        }
        keys.addAll(operator.value().members());
        operators.remove(operator);
      }
    }
    String all = text;
    for (Member key : List.copyOf(keys)) {
      if (key.name().equalsIgnoreCase(KEY)) {
        Optional<String> before =
            Optional.of(key.value())
                .filter(Unresolved.class::isInstance)
                .flatMap(value -> ((Unresolved) value).opaque())
                .filter(value -> !OpaqueText.truths(value).isEmpty());
        if (before.isEmpty()) {
          return Optional.empty();
        }
        all = before.get() + all;
        keys.remove(key);
      }
    }
    keys.add(new Member(KEY, place, new Unresolved(OPEN, place).withOpaque(all)));
    operators.add(new Member(OPERATOR, place, new Members(keys, place)));
    return Optional.of(new Members(operators, block.place()));
  }

  private static SourceNode with(SourceNode object, String name, SourceNode value) {
    List<Member> members = new ArrayList<>(object.members());
    members.removeIf(member -> member.name().equals(name));
    members.add(new Member(name, value.place(), value));
    return new Members(members, object.place());
  }
}
