package io.kmspolicy.inputs.template;

import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Member;
import io.kmspolicy.inputs.tree.SourceNode.Unresolved;
import java.util.Optional;

/**
 * Members that stand for others: macros ({@code Fn::Transform}), loops ({@code Fn::ForEach}) and
 * merges of YAML. What they become is not in the template, and they may add any member beside them
 * and change those that stand there.
 */
final class Insertions {

  private static final String MERGE = "<<";

  private Insertions() {}

  /** Why the members of an object are not known; empty if they are. */
  static Optional<Unresolved> in(SourceNode object) {
    return object.members().stream().filter(Insertions::is).findFirst().map(Insertions::reason);
  }

  /** Whether a member stands for others. */
  static boolean is(Member member) {
    return member.name().startsWith("Fn::") || member.name().equals(MERGE);
  }

  /** Why what a member stands for is not known. */
  static Unresolved reason(Member member) {
    return new Unresolved(
        "`" + member.name() + "` stands for members that are not in the file", member.namePlace());
  }
}
