package io.kmspolicy.cli.query;

import io.kmspolicy.engine.StatementAnalysis;
import io.kmspolicy.model.catalogue.EncryptionContextUse;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.ConditionBlock;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantConstraints;
import io.kmspolicy.model.policy.GrantConstraints.ContextConstraint;
import io.kmspolicy.model.policy.PolicyDocument;
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
 * Finds the conditions and constraints on which the decision of a request may depend, and rewrites
 * the policies for an assumed truth value of each: a condition that holds is removed from its
 * statement, and a statement whose condition fails is removed. The same applies to constraints and
 * grants.
 */
final class OpenInputs {

  private final AuthorizationRequest request;
  private final PolicySet policies;
  private final Set<OpenInput> inputs = new LinkedHashSet<>();

  OpenInputs(AuthorizationRequest request, PolicySet policies) {
    this.request = request;
    this.policies = policies;
    PolicyRewriter collector =
        new PolicyRewriter() {
          @Override
          public List<Statement> statements(PolicyType type, PolicyDocument document) {
            document.statements().stream()
                .filter(statement -> isOpen(type, document, statement))
                .forEach(statement -> inputs.add(new OpenInput.Condition(statement.condition())));
            return document.statements();
          }

          @Override
          public List<Grant> grants(List<Grant> grants) {
            grants.stream()
                .filter(OpenInputs.this::isOpen)
                .forEach(grant -> inputs.add(new OpenInput.Constraint(grant)));
            return grants;
          }
        };
    collector.of(policies);
  }

  /**
   * Whether the constraint of a grant is an open input. It is not for operations that ignore
   * encryption context constraints or never satisfy them (rule 5.9). A grant with constraints of
   * both kinds is excluded: {@link OpenInput.Constraint} describes one constraint.
   */
  private boolean isOpen(Grant grant) {
    String operation = request.action().substring(request.action().indexOf(':') + 1);
    boolean pairs = !(grant.constraints().encryptionContext() instanceof ContextConstraint.None);
    boolean source = !grant.constraints().sourceArn().isEmpty();
    boolean honored =
        KmsCatalogue.bundled()
            .action(request.action())
            .filter(action -> action.grantContext() == EncryptionContextUse.HONORED)
            .isPresent();
    return honored && pairs != source && grant.operations().contains(operation);
  }

  private boolean isOpen(PolicyType type, PolicyDocument document, Statement statement) {
    StatementAnalysis analysis = StatementAnalysis.of(type, document.version().hasVariables());
    return !statement.isInert()
        && !statement.condition().tests().isEmpty()
        && !analysis.action(statement, request.action()).isImpossible()
        && !analysis.resource(statement, request.resource()).isImpossible()
        && !(type.namesPrincipals()
            && analysis.principal(statement, request.caller()).isImpossible())
        && analysis.condition(statement, request.context()) == MatchResult.INDETERMINATE;
  }

  /** The open inputs, in the order of the policies. */
  List<OpenInput> list() {
    return new ArrayList<>(inputs);
  }

  /** The policies under assumed truth values of the open inputs. */
  PolicySet assuming(Map<OpenInput, Boolean> assumed) {
    return new PolicyRewriter() {
      @Override
      public List<Statement> statements(PolicyType type, PolicyDocument document) {
        List<Statement> rewritten = new ArrayList<>();
        for (Statement statement : document.statements()) {
          Boolean holds = assumed.get(new OpenInput.Condition(statement.condition()));
          if (holds == null || !isOpen(type, document, statement)) {
            rewritten.add(statement);
          } else if (holds) {
            rewritten.add(withoutCondition(statement));
          }
        }
        return rewritten;
      }

      @Override
      public List<Grant> grants(List<Grant> grants) {
        List<Grant> rewritten = new ArrayList<>();
        for (Grant grant : grants) {
          Boolean holds = assumed.get(new OpenInput.Constraint(grant));
          if (holds == null) {
            rewritten.add(grant);
          } else if (holds) {
            rewritten.add(withoutConstraints(grant));
          }
        }
        return rewritten;
      }
    }.of(policies);
  }

  private static Statement withoutCondition(Statement statement) {
    return new Statement(
        statement.sid(),
        statement.effect(),
        statement.principal(),
        statement.action(),
        statement.resource(),
        ConditionBlock.none(),
        statement.location());
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
}
