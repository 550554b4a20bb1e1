package io.kmspolicy.inputs.template;

import io.kmspolicy.inputs.tree.OpenContent;
import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Member;
import io.kmspolicy.inputs.tree.SourceNode.Members;
import io.kmspolicy.inputs.tree.SourceNode.Text;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What identifies the definitions of the parameters, conditions, mappings and resources that an
 * expression names, and of what these name. Equal expressions of two versions of a template have
 * one value if it is the same. Each definition is read once. Not thread-safe.
 */
final class Definitions {

  private static final List<String> SECTIONS =
      List.of("Parameters", "Conditions", "Mappings", "Resources");

  /** Definitions that name one another in a longer chain are not followed. */
  private static final int DEEPEST = 50;

  /** What may change about a resource while its name, its ARN and its attributes stay. */
  private static final Set<String> MAY_CHANGE =
      Set.of(
          "KeyPolicy",
          "Policies",
          "PolicyDocument",
          "AssumeRolePolicyDocument",
          "ManagedPolicyArns",
          "PermissionsBoundary",
          "Description",
          "Tags");

  private final SourceNode template;
  private final Map<String, String> known = new HashMap<>();
  private final Deque<String> begun = new ArrayDeque<>();
  private String whole = "";

  Definitions(SourceNode template) {
    this.template = template;
  }

  /** What identifies the definitions behind an expression; empty if it names none. */
  String of(SourceNode expression) {
    List<SourceNode> found = new ArrayList<>();
    for (String name : new TreeSet<>(MentionedNames.in(Optional.of(expression)))) {
      String definition = named(name);
      if (!definition.isEmpty()) {
        found.add(new Text(definition, expression.place(), offset -> expression.place()));
      }
    }
    if (expression.holds(Definitions::isShortened)) {
      found.add(expression);
    }
    return found.isEmpty() ? "" : OpenContent.of(found);
  }

  /** Whether the text of an expression leaves the value out. */
  private static boolean isShortened(SourceNode value) {
    return value instanceof Members object && object.members().size() != 1;
  }

  /** What identifies the definitions of a name; empty if there is none. */
  String named(String name) {
    String definition = known.get(name);
    if (definition != null) {
      return definition;
    }
    if (name.equals(begun.peek())) {
      return "";
    }
    if (begun.size() >= DEEPEST || begun.contains(name)) {
      return whole(); // CloudFormation refuses a circle.
    }
    begun.push(name);
    List<SourceNode> found = new ArrayList<>();
    for (String section : SECTIONS) {
      template
          .at(section, name)
          .map(Definitions::identity)
          .ifPresent(
              own -> {
                found.add(own);
                found.add(new Text(of(own), own.place(), offset -> own.place()));
              });
    }
    String all = found.isEmpty() ? "" : OpenContent.of(found);
    known.put(name, all);
    begun.pop();
    return all;
  }

  private String whole() {
    if (whole.isEmpty()) {
      whole = OpenContent.of(List.of(template));
    }
    return whole;
  }

  /** A definition without what does not decide about a name or an ARN. */
  private static SourceNode identity(SourceNode definition) {
    if (!(definition instanceof Members object)) {
      return definition;
    }
    List<Member> members = new ArrayList<>();
    for (Member member : object.members()) {
      if (!MAY_CHANGE.contains(member.name())) {
        members.add(new Member(member.name(), member.namePlace(), identity(member.value())));
      }
    }
    return new Members(members, object.place());
  }
}
