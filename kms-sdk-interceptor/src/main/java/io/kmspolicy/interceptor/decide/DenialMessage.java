package io.kmspolicy.interceptor.decide;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.explain.DeterminingStatement;
import io.kmspolicy.interceptor.decision.Assertion;
import io.kmspolicy.interceptor.decision.CallDecision;
import io.kmspolicy.interceptor.decision.CheckDecision;
import io.kmspolicy.interceptor.decision.CheckDecision.Asked;
import io.kmspolicy.mapping.InterceptedCall;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.spi.PolicySource;
import java.util.List;
import java.util.Optional;

/** Says in one sentence why a call was stopped. */
public final class DenialMessage {

  private final PolicyEvaluator authorizer;
  private final Assertions assertions;
  private final PolicySource policies;

  public DenialMessage(PolicyEvaluator authorizer, Assertions assertions, PolicySource policies) {
    this.authorizer = authorizer;
    this.assertions = assertions;
    this.policies = policies;
  }

  /** The check that the decision on a call comes from; empty if that is one that was not asked. */
  public static Optional<Asked> decisive(CallDecision call) {
    for (CheckDecision check : call.checks()) {
      if (check instanceof Asked asked && asked.decision() == call.decision()) {
        return Optional.of(asked);
      }
    }
    return Optional.empty();
  }

  /** The sentence for a call that KMS refused a moment ago. */
  public static String remembered(InterceptedCall call, String reason) {
    return "`"
        + call.caller().arn()
        + "` may not call `"
        + call.operation().name()
        + "`: "
        + reason
        + "; stopped in the client, nothing was sent";
  }

  /** Why a call was decided as it was, without names of caller and key. */
  public String explanation(CallDecision call) {
    return decisive(call)
        .map(check -> check.action() + " " + check.decision().text() + ": " + why(check))
        .orElse("nothing settles it here");
  }

  private String why(Asked check) {
    if (check.decision().isCertainDenial()) {
      return reason(check);
    }
    List<DeterminingStatement> statements =
        authorizer.explain(check.request(), check.policies()).determiningStatements();
    return (statements.isEmpty()
            ? "no single statement settles it"
            : statement(statements.get(0), check))
        + leaningOn(assertions.behind(check, authorizer));
  }

  /** The assertions that the decision on a call leans on. */
  public List<Assertion> assertionsBehind(CallDecision call) {
    return decisive(call).map(check -> assertions.behind(check, authorizer)).orElse(List.of());
  }

  /** The whole sentence: who may not do what, and why. */
  public String message(Asked check, String reason) {
    return "`"
        + check.request().caller().arn()
        + "` may not `"
        + check.action()
        + "` on `"
        + check.request().resource().arn()
        + "`: "
        + check.decision().text()
        + ", "
        + reason
        + "; stopped in the client, nothing was sent";
  }

  /**
   * Why: the statement that denies, or the policy that does not allow; and the assertions that it
   * leans on.
   */
  public String reason(Asked check) {
    return ofPolicies(check) + leaningOn(assertions.behind(check, authorizer));
  }

  private static String leaningOn(List<Assertion> assertions) {
    return assertions.isEmpty()
        ? ""
        : " (leaning on the assertion `"
            + String.join("`, `", assertions.stream().map(Assertion::text).toList())
            + "`)";
  }

  private String ofPolicies(Asked check) {
    List<DeterminingStatement> statements =
        authorizer.explain(check.request(), check.policies()).determiningStatements();
    if (!statements.isEmpty()) {
      return statement(statements.get(0), check);
    }
    return check.decision() == Decision.IMPLICIT_DENY
        ? withoutAllow(check)
        : "whatever the policies that are not known here say";
  }

  private String statement(DeterminingStatement determining, Asked check) {
    String sid = determining.statement().sid().orElse("");
    String place =
        determining.statement().location().isKnown()
            ? " (" + determining.statement().location() + ")"
            : "";
    String verb = determining.statement().effect() == Effect.ALLOW ? "allowed" : "denied";
    return verb
        + (sid.isEmpty() ? " by a statement" : " by statement `" + sid + "`")
        + " of the "
        + name(determining.type())
        + " `"
        + determining.policy()
        + "`"
        + place
        + provenance(determining.type(), check);
  }

  private String provenance(PolicyType type, Asked check) {
    String text = policies.provenance(type, check.request().caller(), check.request().resource());
    return text.isEmpty() ? "" : " [" + text + "]";
  }

  /** A layer lacks the Allow if not knowing it would have left the decision open. */
  private String withoutAllow(Asked check) {
    PolicySet.Builder identity = check.policies().toBuilder().identity(PolicyLayer.unknown());
    if (isOpen(check, identity.build())) {
      return "the caller's identity policies"
          + provenance(PolicyType.IDENTITY, check)
          + " do not allow it";
    }
    PolicySet.Builder key = check.policies().toBuilder().key(PolicyLayer.unknown());
    return isOpen(check, key.build())
        ? "the key policy"
            + file(check.policies().key())
            + provenance(PolicyType.KEY, check)
            + " does not allow it"
        : "no policy and no grant allows it";
  }

  /** The file of a layer, in parentheses; empty if it was not read from one. */
  private static String file(PolicyLayer layer) {
    return layer instanceof PolicyLayer.Attached attached
        ? attached.policies().stream()
            .flatMap(policy -> policy.document().statements().stream())
            .map(statement -> statement.location().source())
            .filter(source -> !source.isEmpty())
            .findFirst()
            .map(source -> " (" + source + ")")
            .orElse("")
        : "";
  }

  private boolean isOpen(Asked check, PolicySet policies) {
    return !authorizer.decide(check.request(), policies).isCertainDenial();
  }

  private static String name(PolicyType type) {
    return switch (type) {
      case IDENTITY -> "identity policy";
      case PERMISSIONS_BOUNDARY -> "permissions boundary";
      case SESSION -> "session policy";
      case SERVICE_CONTROL -> "service control policy";
      case RESOURCE_CONTROL -> "resource control policy";
      case KEY -> "policy of key";
      case VPC_ENDPOINT -> "VPC endpoint policy";
    };
  }
}
