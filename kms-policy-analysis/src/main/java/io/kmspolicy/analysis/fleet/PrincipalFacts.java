package io.kmspolicy.analysis.fleet;

import io.kmspolicy.analysis.query.Principal;
import io.kmspolicy.engine.StatementAnalysis;
import io.kmspolicy.model.catalogue.ResourceKind;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PolicyVersion;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.policy.ResourcePattern;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.List;

/** What answers about a principal can depend on; equal parts have equal numbers. */
final class PrincipalFacts {

  private static final String ANY = "*";

  private final Numbering numbering;
  private final PrincipalNames names;
  private final List<OwnStatement> statements = new ArrayList<>();
  private final int unique;
  private final int shape;

  /** The numbers of the parts of all principals. */
  static final class Numbering {
    private final Numbers<Content> contents = new Numbers<>();
    private final Numbers<List<Object>> shapes = new Numbers<>();
  }

  /**
   * A statement of the principal's policies.
   *
   * @param content the number of its content, its place and its layer
   * @param canBeAboutAliases whether its resource element can match an alias
   * @param tellsCallersApart whether it can apply to one user or role of an account and not to
   *     another one
   * @param testsAliases whether a condition is about the aliases of the key
   */
  record OwnStatement(
      StatementAnalysis analysis,
      Statement statement,
      int content,
      boolean canBeAboutAliases,
      boolean tellsCallersApart,
      boolean testsAliases) {

    MatchResult matches(KmsResource resource) {
      return isAny(statement.resource())
          ? MatchResult.MATCH
          : analysis.resource(statement, resource);
    }
  }

  private record Content(
      PolicyType type,
      String level,
      String policy,
      String source,
      Statement statement,
      PolicyVersion version,
      int line,
      int column) {}

  PrincipalFacts(
      Principal principal,
      PrincipalNames names,
      PrincipalPolicies policies,
      MentionedNames mentioned,
      Numbering numbering) {
    this.numbering = numbering;
    this.names = names;
    add(PolicyType.IDENTITY, policies.identity());
    add(PolicyType.PERMISSIONS_BOUNDARY, policies.permissionsBoundary());
    add(PolicyType.SESSION, policies.session());
    add(PolicyType.VPC_ENDPOINT, policies.vpcEndpoint());
    if (policies.serviceControl() instanceof OrganizationLayer.Levels levels) {
      levels
          .levels()
          .forEach(
              level ->
                  level
                      .policies()
                      .forEach(policy -> add(PolicyType.SERVICE_CONTROL, level.target(), policy)));
    }
    this.unique = numbering.shapes.of(List.of(principal.name(), principal.isAnybody()));
    this.shape = isOneOfMany(principal, mentioned) ? shape(principal.caller(), policies) : unique;
  }

  /** Users and roles have much in common; other principals are few. */
  private static boolean isOneOfMany(Principal principal, MentionedNames mentioned) {
    boolean many =
        principal.caller() instanceof Caller.IamUser
            || principal.caller() instanceof Caller.AnyRoleSession;
    return many && !principal.isAnybody() && !mentioned.has(principal.name());
  }

  private int shape(Caller caller, PrincipalPolicies policies) {
    List<Object> parts = new ArrayList<>();
    parts.add(caller.getClass());
    parts.add(((Caller.AccountCaller) caller).accountId());
    parts.add(caller instanceof Caller.AnyRoleSession role ? role.path().getClass() : "");
    for (PolicyLayer layer :
        List.of(
            policies.identity(),
            policies.permissionsBoundary(),
            policies.session(),
            policies.vpcEndpoint())) {
      parts.add(layer.getClass());
      parts.add(layer instanceof PolicyLayer.Attached some && some.policies().isEmpty());
    }
    parts.add(policies.serviceControl());
    return numbering.shapes.of(parts);
  }

  private void add(PolicyType type, PolicyLayer layer) {
    layer.known().forEach(policy -> add(type, "", policy));
  }

  private void add(PolicyType type, String level, NamedPolicy policy) {
    PolicyVersion version = policy.document().version();
    StatementAnalysis analysis = StatementAnalysis.of(type, version.hasVariables());
    for (Statement statement : policy.document().statements()) {
      boolean aliases = canBeAboutAliases(analysis, statement.resource());
      Content content =
          new Content(
              type,
              level,
              policy.name(),
              names.mark(NameMarkers.escaped(statement.location().source())),
              // What a resource element matches is a part of the class.
              aliases ? statement : statement.withResource(new ResourceElement.Absent()),
              version,
              statement.location().line(),
              statement.location().column());
      statements.add(
          new OwnStatement(
              analysis,
              statement,
              numbering.contents.of(content),
              aliases,
              CallerDependence.tellsCallersApart(statement),
              CallerDependence.testsAliases(statement)));
    }
  }

  private static boolean canBeAboutAliases(StatementAnalysis analysis, ResourceElement element) {
    return !(element instanceof ResourceElement.Resource listed)
        || listed.patterns().stream()
            .anyMatch(pattern -> analysis.canMatch(pattern, ResourceKind.ALIAS));
  }

  private static boolean isAny(ResourceElement element) {
    return element instanceof ResourceElement.Resource listed
        && listed.patterns().stream().map(ResourcePattern::text).anyMatch(ANY::equals);
  }

  /** The statements of the policies. */
  List<OwnStatement> statements() {
    return statements;
  }

  /** A number of this principal only. */
  int unique() {
    return unique;
  }

  /** A number that principals of the same kind and account have in common. */
  int shape() {
    return shape;
  }
}
