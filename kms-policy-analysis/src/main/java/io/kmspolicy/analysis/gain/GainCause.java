package io.kmspolicy.analysis.gain;

import io.kmspolicy.analysis.proof.WitnessText;
import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.explain.DeterminingStatement;
import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.engine.proof.PolicyState;
import io.kmspolicy.engine.proof.Witness;
import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.report.ResourcePlace;
import io.kmspolicy.model.report.ResourcePlaces;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.request.Scenario;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What gives an access.
 *
 * @param by a statement or grant
 * @param role what the change does to it
 */
record GainCause(By by, Role role) {

  /** What a change does to a statement or grant. */
  enum Role {
    /** The change adds it. */
    ADDED("by"),
    /** It denied the request before the change, and does no more. */
    REMOVED("no longer denied by"),
    /** It allows the request, and is the same before the change. */
    SAME("allowed as before by");

    private final String words;

    Role(String words) {
      this.words = words;
    }
  }

  /** A statement or grant. */
  sealed interface By {

    /** Its place, with its id. */
    String text();
  }

  /**
   * A statement of a policy.
   *
   * @param place its place, with the resource of the policy
   */
  record OfStatement(DeterminingStatement statement, ResourcePlace place) implements By {
    @Override
    public String text() {
      String sid = statement.statement().sid().orElse("");
      return place.address().isEmpty()
          ? WitnessText.place(statement)
          : place.address() + (sid.isEmpty() ? "" : " (" + sid + ")") + " in " + place.file();
    }
  }

  /** A grant. */
  record OfGrant(String id) implements By {
    @Override
    public String text() {
      return "grant " + id;
    }
  }

  /** The cause in one line. */
  String text() {
    return role.words + ": " + by.text();
  }

  void write(JsonWriter json) {
    json.member("role", role.name());
    if (by instanceof OfGrant grant) {
      json.member("grant", grant.id());
    } else if (by instanceof OfStatement of) {
      Statement statement = of.statement().statement();
      json.member("layer", of.statement().type().word());
      json.member("policy", of.statement().policy());
      json.member("sid", statement.sid().orElse(""));
      json.member("source", statement.location().source());
      json.member("pointer", statement.location().pointer());
      json.member("line", statement.location().line());
      json.member("column", statement.location().column());
      of.place().write(json);
    }
  }

  /**
   * What gives an access.
   *
   * @param before the states before the change
   * @param addresses the addresses of resources
   */
  static List<GainCause> of(Witness witness, List<PolicyState> before, ResourcePlaces addresses) {
    List<GainCause> causes = new ArrayList<>();
    Scenario old = witness.before();
    if (witness.decisionBefore() == Decision.EXPLICIT_DENY) {
      explain(old).determiningStatements().stream()
          .filter(one -> !WitnessText.isAssumed(one.policy()))
          .forEach(one -> causes.add(cause(one, Role.REMOVED, addresses)));
    }
    Explanation explanation = explain(witness.after());
    Set<Statement> known = new HashSet<>(statements(old.policies()));
    before.forEach(state -> addKey(state, witness.after().request().resource(), known));
    List<DeterminingStatement> granting = WitnessText.granting(witness);
    added(granting, known, addresses, causes);
    explanation.determiningGrants().stream()
        .filter(id -> !grants(old.policies().grants()).contains(id))
        .forEach(id -> causes.add(new GainCause(new OfGrant(id), Role.ADDED)));
    if (causes.isEmpty()) {
      added(
          explanation.statements(MatchResult.MATCH).stream()
              .filter(one -> one.statement().effect() == Effect.ALLOW)
              .filter(one -> !WitnessText.isAssumed(one.policy()))
              .toList(),
          known,
          addresses,
          causes);
    }
    if (causes.stream().noneMatch(cause -> cause.role() == Role.ADDED)) {
      granting.forEach(one -> causes.add(cause(one, Role.SAME, addresses)));
    }
    return List.copyOf(new LinkedHashSet<>(causes));
  }

  private static GainCause cause(DeterminingStatement one, Role role, ResourcePlaces addresses) {
    return new GainCause(
        new OfStatement(one, addresses.of(one.policy(), one.statement().location())), role);
  }

  private static Explanation explain(Scenario scenario) {
    return PolicyEvaluator.reference().explain(scenario.request(), scenario.policies());
  }

  private static void added(
      List<DeterminingStatement> some,
      Set<Statement> known,
      ResourcePlaces addresses,
      List<GainCause> causes) {
    some.stream()
        .filter(one -> !known.contains(one.statement()))
        .forEach(one -> causes.add(cause(one, Role.ADDED, addresses)));
  }

  private static void addKey(PolicyState state, KmsResource resource, Set<Statement> known) {
    KeyPolicies listed = resource instanceof KmsResource.Key key ? state.keys().get(key) : null;
    if (listed != null) {
      Stream.concat(listed.key().known(), listed.resourceControl().known())
          .forEach(policy -> known.addAll(policy.document().statements()));
    }
  }

  private static Set<Statement> statements(PolicySet policies) {
    Set<Statement> all = new HashSet<>();
    Stream.of(
            policies.identity(),
            policies.permissionsBoundary(),
            policies.session(),
            policies.key(),
            policies.vpcEndpoint())
        .flatMap(PolicyLayer::known)
        .forEach(policy -> all.addAll(policy.document().statements()));
    Stream.of(policies.serviceControl(), policies.resourceControl())
        .flatMap(OrganizationLayer::known)
        .forEach(policy -> all.addAll(policy.document().statements()));
    return all;
  }

  private static Set<String> grants(GrantLayer layer) {
    Set<String> ids = new HashSet<>();
    if (layer instanceof GrantLayer.Known known) {
      known.grants().stream().map(Grant::grantId).forEach(ids::add);
    }
    return ids;
  }
}
