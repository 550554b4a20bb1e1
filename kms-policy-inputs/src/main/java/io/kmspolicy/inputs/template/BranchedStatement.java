package io.kmspolicy.inputs.template;

import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Elements;
import io.kmspolicy.inputs.tree.SourceNode.Member;
import io.kmspolicy.inputs.tree.SourceNode.Members;
import io.kmspolicy.inputs.tree.SourceNode.Text;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A statement with {@code Fn::If} in place of a list or an object, as {@code Fn::If} of two
 * statements: what both say is judged as always, and each branch with the rest of the statement.
 * Each condition doubles the statements, so one with more conditions stays as it is, with values
 * that are not known.
 */
final class BranchedStatement {

  private static final String IF = "Fn::If";
  private static final int BRANCHES = 3;
  private static final int MAX_CONDITIONS = 2;

  private BranchedStatement() {}

  /** The choice of two statements; any other value is itself. */
  static SourceNode of(SourceNode statement) {
    if (!(statement instanceof Members) || statement.member("Effect").isEmpty()) {
      return statement;
    }
    Optional<Members> choice = choice(statement);
    Set<String> conditions = new HashSet<>();
    collect(statement, conditions);
    if (choice.isEmpty() || conditions.size() > MAX_CONDITIONS) {
      return statement;
    }
    Member function = choice.get().members().get(0);
    List<SourceNode> parts = function.value().elements();
    List<SourceNode> lifted =
        List.of(
            parts.get(0),
            replaced(statement, choice.get(), parts.get(1)),
            replaced(statement, choice.get(), parts.get(2)));
    Elements arguments = new Elements(lifted, function.value().place());
    return new Members(List.of(new Member(IF, function.namePlace(), arguments)), statement.place());
  }

  /** The first choice of which a branch is no text. */
  private static Optional<Members> choice(SourceNode node) {
    if (!(node instanceof Members object)) {
      return Optional.empty();
    }
    if (isFunction(object)) {
      return condition(object).map(name -> object);
    }
    return object.members().stream().flatMap(one -> choice(one.value()).stream()).findFirst();
  }

  /** The condition of a choice of which a branch is no text. */
  private static Optional<String> condition(SourceNode function) {
    List<SourceNode> parts = function.member(IF).map(SourceNode::elements).orElse(List.of());
    return parts.size() == BRANCHES
            && parts.get(0) instanceof Text name
            && parts.subList(1, BRANCHES).stream().anyMatch(BranchedStatement::isStructure)
        ? Optional.of(name.text())
        : Optional.empty();
  }

  /** The conditions of all choices, also of those in branches. */
  private static void collect(SourceNode node, Set<String> conditions) {
    Optional<String> condition = condition(node);
    if (condition.isPresent()) {
      conditions.add(condition.get());
      List<SourceNode> parts = node.member(IF).map(SourceNode::elements).orElse(List.of());
      parts.subList(1, BRANCHES).forEach(branch -> collect(branch, conditions));
    } else if (node instanceof Members object && !isFunction(object)) {
      object.members().forEach(one -> collect(one.value(), conditions));
    }
  }

  private static boolean isStructure(SourceNode branch) {
    return branch instanceof Elements || (branch instanceof Members && !isFunction(branch));
  }

  private static boolean isFunction(SourceNode node) {
    return Expressions.function(node).isPresent();
  }

  private static SourceNode replaced(SourceNode node, SourceNode old, SourceNode with) {
    if (node == old) {
      return with;
    }
    if (!(node instanceof Members object)) {
      return node;
    }
    List<Member> members = new ArrayList<>();
    for (Member member : object.members()) {
      members.add(
          new Member(member.name(), member.namePlace(), replaced(member.value(), old, with)));
    }
    return new Members(members, object.place());
  }
}
