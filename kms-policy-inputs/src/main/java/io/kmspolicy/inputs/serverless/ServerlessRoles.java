package io.kmspolicy.inputs.serverless;

import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Elements;
import io.kmspolicy.inputs.tree.SourceNode.Member;
import io.kmspolicy.inputs.tree.SourceNode.Members;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The roles that SAM makes for the functions and state machines of a template that have no {@code
 * Role}. What else SAM adds to such a role, for tracing, queues and networks, says nothing of KMS.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources-function.html">SAM:
 *     resources generated for a function</a>
 */
public final class ServerlessRoles {

  private static final String SUFFIX = "Role";
  private static final String RESOURCES = "Resources";
  private static final String PROPERTIES = "Properties";
  private static final String CONDITION = "Condition";
  private static final String BOUNDARY = "PermissionsBoundary";
  private static final String FUNCTION = "AWS::Serverless::Function";
  private static final String STATE_MACHINE = "AWS::Serverless::StateMachine";

  /** What all functions have in common; SAM knows no role and no policies there. */
  private final Optional<SourceNode> globals;

  private ServerlessRoles(Optional<SourceNode> globals) {
    this.globals = globals;
  }

  /** A template with the roles; the same value if SAM makes none. */
  public static SourceNode added(SourceNode root) {
    Optional<SourceNode> resources = root.member(RESOURCES);
    List<Member> all = new ArrayList<>(resources.map(SourceNode::members).orElse(List.of()));
    List<Member> made = new ServerlessRoles(root.at("Globals", "Function")).of(all);
    if (made.isEmpty() || resources.isEmpty()) {
      return root;
    }
    all.addAll(made);
    Members more = new Members(all, resources.get().place());
    return new Members(
        root.members().stream()
            .map(
                member ->
                    member.name().equals(RESOURCES)
                        ? new Member(RESOURCES, member.namePlace(), more)
                        : member)
            .toList(),
        root.place());
  }

  private List<Member> of(List<Member> resources) {
    List<Member> made = new ArrayList<>();
    Set<String> names = resources.stream().map(Member::name).collect(Collectors.toSet());
    for (Member resource : resources) {
      String type = resource.value().text("Type").orElse("");
      if (!names.contains(resource.name() + SUFFIX)
          && (type.equals(FUNCTION) || type.equals(STATE_MACHINE))) {
        role(resource, type.equals(FUNCTION) ? globals : Optional.empty()).ifPresent(made::add);
      }
    }
    return made;
  }

  private static Optional<Member> role(Member resource, Optional<SourceNode> common) {
    Optional<SourceNode> given =
        resource.value().at(PROPERTIES, "Role").filter(role -> !Expression.isNoValue(role));
    boolean mayBeMade = given.isEmpty() || given.get().member(Expression.IF).isPresent();
    return mayBeMade
        ? Optional.of(
            new Member(
                resource.name() + SUFFIX,
                resource.namePlace(),
                new ServerlessRole(resource).of(given, common)))
        : Optional.empty();
  }

  /** One role. */
  private record ServerlessRole(Member resource) {

    private SourceNode of(Optional<SourceNode> given, Optional<SourceNode> common) {
      SourceNode node = resource.value();
      List<Member> properties = new ArrayList<>();
      Optional<SourceNode> own = node.member(PROPERTIES);
      own.ifPresent(known -> keep(known, properties));
      add(properties, "Path", own, common, "RolePath");
      add(properties, BOUNDARY, own, common, BOUNDARY);
      ServerlessPolicies policies = new ServerlessPolicies(resource.name() + SUFFIX);
      policies.add(own);
      properties.add(member("Policies", new Elements(policies.inline(), node.place())));
      properties.add(member("ManagedPolicyArns", new Elements(policies.managed(), node.place())));
      List<Member> role = new ArrayList<>();
      role.add(member("Type", Expression.text("AWS::IAM::Role", node.place())));
      List<SourceNode> conditions = new ArrayList<>(node.member(CONDITION).stream().toList());
      given.ifPresent(decides -> conditions.add(decides));
      if (!conditions.isEmpty()) {
        role.add(
            member(
                CONDITION,
                conditions.size() == 1
                    ? conditions.get(0)
                    : new Elements(conditions, node.place())));
      }
      keep(node, role);
      role.add(member(PROPERTIES, new Members(properties, own.orElse(node).place())));
      return new Members(role, node.place());
    }

    /** Members that stand for others make the role unknown as they make the function. */
    private static void keep(SourceNode object, List<Member> kept) {
      object.members().stream().filter(Expression::isFunction).forEach(kept::add);
    }

    private void add(
        List<Member> properties,
        String name,
        Optional<SourceNode> own,
        Optional<SourceNode> common,
        String from) {
      own.flatMap(known -> known.member(from))
          .or(() -> common.flatMap(known -> known.member(from)))
          .ifPresent(value -> properties.add(member(name, value)));
    }

    private Member member(String name, SourceNode value) {
      return new Member(name, resource.namePlace(), value);
    }
  }
}
