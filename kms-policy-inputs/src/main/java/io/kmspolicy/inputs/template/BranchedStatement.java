package io.kmspolicy.inputs.template;

import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Elements;
import io.kmspolicy.inputs.tree.SourceNode.Member;
import io.kmspolicy.inputs.tree.SourceNode.Members;
import io.kmspolicy.inputs.tree.SourceNode.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A statement with {@code Fn::If} in place of a list or an object, as {@code Fn::If} of two
 * statements: what both say is judged as always, and each branch with the rest of the statement.
 */
final class BranchedStatement {

  private static final String IF = "Fn::If";
  private static final int BRANCHES = 3;

  private BranchedStatement() {}

  /** The choice of two statements; any other value is itself. */
  static SourceNode of(SourceNode statement) {
    if (!(statement instanceof Members) || statement.member("Effect").isEmpty()) {
      return statement;
    }
    Optional<Members> choice = choice(statement);
    if (choice.isEmpty()) {
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
      List<SourceNode> parts = object.member(IF).map(SourceNode::elements).orElse(List.of());
      boolean isStructure =
          parts.size() == BRANCHES
              && parts.get(0) instanceof Text
              && parts.subList(1, BRANCHES).stream().anyMatch(BranchedStatement::isStructure);
      return isStructure ? Optional.of(object) : Optional.empty();
    }
    return object.members().stream().flatMap(one -> choice(one.value()).stream()).findFirst();
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
