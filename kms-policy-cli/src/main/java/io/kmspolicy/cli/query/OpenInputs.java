package io.kmspolicy.cli.query;

import io.kmspolicy.engine.StatementAnalysis;
import io.kmspolicy.model.catalogue.EncryptionContextUse;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.ConditionBlock;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantConstraints;
import io.kmspolicy.model.policy.GrantConstraints.ContextConstraint;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.OrganizationLayer.Level;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The conditions and constraints on which a request may depend, and the policies as they are once
 * these are settled: what holds is left out, and what fails takes its statement with it.
 */
final class OpenInputs {

  private final AuthorizationRequest request;
  private final PolicySet policies;
  private final Set<OpenInput> things = new LinkedHashSet<>();

  OpenInputs(AuthorizationRequest request, PolicySet policies) {
    this.request = request;
    this.policies = policies;
    Rewriting finding =
        new Rewriting() {
          @Override
          public List<Statement> statements(PolicyType type, PolicyDocument document) {
            document.statements().stream()
                .filter(one -> isOpen(type, document, one))
                .forEach(one -> things.add(new OpenInput.Condition(one.condition())));
            return document.statements();
          }

          @Override
          public List<Grant> grants(List<Grant> grants) {
            grants.stream()
                .filter(OpenInputs.this::isOpen)
                .forEach(grant -> things.add(new OpenInput.Constraint(grant)));
            return grants;
          }
        };
    finding.of(policies);
  }

  /**
   * Whether it depends on the request what the constraints of a grant say: not for operations for
   * which they do not count, or which never meet them (rule 5.9). A grant with constraints of both
   * kinds is not told in words.
   */
  private boolean isOpen(Grant grant) {
    String operation = request.action().substring(request.action().indexOf(':') + 1);
    boolean pairs = !(grant.constraints().encryptionContext() instanceof ContextConstraint.None);
    boolean source = !grant.constraints().sourceArn().isEmpty();
    boolean counts =
        KmsCatalogue.bundled()
            .action(request.action())
            .filter(action -> action.grantContext() == EncryptionContextUse.HONORED)
            .isPresent();
    return counts && pairs != source && grant.operations().contains(operation);
  }

  private boolean isOpen(PolicyType type, PolicyDocument document, Statement one) {
    StatementAnalysis analysis = StatementAnalysis.of(type, document.version().hasVariables());
    return !one.isInert()
        && !one.condition().tests().isEmpty()
        && !analysis.action(one, request.action()).isImpossible()
        && !analysis.resource(one, request.resource()).isImpossible()
        && !(type.namesPrincipals() && analysis.principal(one, request.caller()).isImpossible())
        && analysis.condition(one, request.context()) == MatchResult.INDETERMINATE;
  }

  List<OpenInput> list() {
    return new ArrayList<>(things);
  }

  /** The policies where some of the things hold and some do not. */
  PolicySet settled(Map<OpenInput, Boolean> settled) {
    return new Rewriting() {
      @Override
      public List<Statement> statements(PolicyType type, PolicyDocument document) {
        List<Statement> kept = new ArrayList<>();
        for (Statement one : document.statements()) {
          Boolean holds = settled.get(new OpenInput.Condition(one.condition()));
          if (holds == null || !isOpen(type, document, one)) {
            kept.add(one);
          } else if (holds) {
            kept.add(withoutCondition(one));
          }
        }
        return kept;
      }

      @Override
      public List<Grant> grants(List<Grant> grants) {
        List<Grant> kept = new ArrayList<>();
        for (Grant grant : grants) {
          Boolean holds = settled.get(new OpenInput.Constraint(grant));
          if (holds == null) {
            kept.add(grant);
          } else if (holds) {
            kept.add(withoutConstraints(grant));
          }
        }
        return kept;
      }
    }.of(policies);
  }

  private static Statement withoutCondition(Statement one) {
    return new Statement(
        one.sid(),
        one.effect(),
        one.principal(),
        one.action(),
        one.resource(),
        ConditionBlock.none(),
        one.location());
  }

  private static Grant withoutConstraints(Grant grant) {
    return new Grant(
        grant.grantId(),
        grant.name(),
        grant.keyId(),
        grant.grantee(),
        grant.retiring(),
        grant.operations(),
        GrantConstraints.none(),
        grant.issuingAccount(),
        grant.creationDate());
  }

  /** Goes through all statements and grants of a policy set. */
  private interface Rewriting {

    List<Statement> statements(PolicyType type, PolicyDocument document);

    List<Grant> grants(List<Grant> grants);

    default PolicySet of(PolicySet set) {
      return new PolicySet(
          layer(PolicyType.IDENTITY, set.identity()),
          layer(PolicyType.PERMISSIONS_BOUNDARY, set.permissionsBoundary()),
          layer(PolicyType.SESSION, set.session()),
          levels(PolicyType.SERVICE_CONTROL, set.serviceControl()),
          levels(PolicyType.RESOURCE_CONTROL, set.resourceControl()),
          layer(PolicyType.KEY, set.key()),
          set.grants() instanceof GrantLayer.Known known
              ? new GrantLayer.Known(grants(known.grants()))
              : set.grants(),
          layer(PolicyType.VPC_ENDPOINT, set.vpcEndpoint()));
    }

    private PolicyLayer layer(PolicyType type, PolicyLayer layer) {
      return layer instanceof PolicyLayer.Attached attached
          ? new PolicyLayer.Attached(named(type, attached.policies()))
          : layer;
    }

    private OrganizationLayer levels(PolicyType type, OrganizationLayer layer) {
      return layer instanceof OrganizationLayer.Levels known
          ? new OrganizationLayer.Levels(
              known.levels().stream()
                  .map(level -> new Level(level.target(), named(type, level.policies())))
                  .toList())
          : layer;
    }

    private List<NamedPolicy> named(PolicyType type, List<NamedPolicy> policies) {
      List<NamedPolicy> rewritten = new ArrayList<>();
      for (NamedPolicy policy : policies) {
        PolicyDocument document = policy.document();
        rewritten.add(
            new NamedPolicy(
                policy.name(),
                new PolicyDocument(document.version(), document.id(), statements(type, document))));
      }
      return rewritten;
    }
  }
}
