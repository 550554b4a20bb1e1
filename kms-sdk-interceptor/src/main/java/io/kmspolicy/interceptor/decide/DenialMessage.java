package io.kmspolicy.interceptor.decide;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.explain.DeterminingStatement;
import io.kmspolicy.interceptor.decision.Assertion;
import io.kmspolicy.interceptor.decision.CallDecision;
import io.kmspolicy.interceptor.decision.CheckDecision;
import io.kmspolicy.interceptor.decision.CheckDecision.Evaluated;
import io.kmspolicy.mapping.InterceptedCall;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.text.Quoting;
import io.kmspolicy.spi.PolicySource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Builds the one-sentence message of a stopped call. */
public final class DenialMessage {

  /** More than names of AWS have. */
  private static final int MAX_NAME = 200;

  private final PolicyEvaluator evaluator;
  private final Assertions assertions;
  private final PolicySource policies;

  public DenialMessage(PolicyEvaluator evaluator, Assertions assertions, PolicySource policies) {
    this.evaluator = evaluator;
    this.assertions = assertions;
    this.policies = policies;
  }

  /** The check that determines the decision on a call. Empty if that check was not evaluated. */
  public static Optional<Evaluated> decisive(CallDecision call) {
    for (CheckDecision check : call.checks()) {
      if (check instanceof Evaluated evaluated && evaluated.decision() == call.decision()) {
        return Optional.of(evaluated);
      }
    }
    return Optional.empty();
  }

  /** The message for a call that is stopped because KMS recently denied an identical one. */
  public static String remembered(InterceptedCall call, String reason) {
    return Quoting.quote(call.caller().arn())
        + " may not call `"
        + call.operation().name()
        + "`: "
        + reason
        + "; stopped in the client, nothing was sent";
  }

  /** The reason for the decision on a call, without the names of the caller and the key. */
  public String explanation(CallDecision call) {
    return decisive(call)
        .map(check -> check.action() + " " + check.decision().text() + ": " + explain(check))
        .orElse("the local policies do not determine the decision");
  }

  private String explain(Evaluated check) {
    if (check.decision().isCertainDenial()) {
      return reason(check);
    }
    List<DeterminingStatement> statements =
        evaluator.explain(check.request(), check.policies()).determiningStatements();
    return (statements.isEmpty()
            ? "no single statement determines the decision"
            : statement(statements.get(0)) + provenance(statements.get(0).type(), check))
        + assertionSuffix(assertions.behind(check, evaluator));
  }

  /** The assertions on which the decision on a call depends. */
  public List<Assertion> assertionsBehind(CallDecision call) {
    return decisive(call).map(check -> assertions.behind(check, evaluator)).orElse(List.of());
  }

  /** The whole message: the caller, the action, the resource and the reason. */
  public String message(Evaluated check, String reason) {
    return Quoting.quote(check.request().caller().arn())
        + " may not `"
        + check.action()
        + "` on "
        + Quoting.quote(check.request().resource().arn())
        + ": "
        + check.decision().text()
        + ", "
        + reason
        + "; stopped in the client, nothing was sent";
  }

  /**
   * The reason for a denial: the statement that denies, or the policy that does not allow; and the
   * assertions on which the decision depends.
   */
  public String reason(Evaluated check) {
    return policyReason(check) + assertionSuffix(assertions.behind(check, evaluator));
  }

  private static String assertionSuffix(List<Assertion> assertions) {
    return assertions.isEmpty()
        ? ""
        : " (based on the assertion `"
            + String.join("`, `", assertions.stream().map(Assertion::text).toList())
            + "`)";
  }

  /**
   * The reason for a certain denial, without the age of the policies and the assertions: equal
   * causes have equal texts.
   */
  public String cause(CallDecision call) {
    return decisive(call)
        .map(check -> policyReason(check, type -> ""))
        .orElse("the reason is not known");
  }

  private String policyReason(Evaluated check) {
    return policyReason(check, type -> provenance(type, check));
  }

  private String policyReason(Evaluated check, Function<PolicyType, String> provenance) {
    List<DeterminingStatement> statements =
        evaluator.explain(check.request(), check.policies()).determiningStatements();
    if (!statements.isEmpty()) {
      return statement(statements.get(0)) + provenance.apply(statements.get(0).type());
    }
    return check.decision() == Decision.IMPLICIT_DENY
        ? missingAllow(check, provenance)
        : "for any content of the unknown policies";
  }

  private static String statement(DeterminingStatement determining) {
    String sid = determining.statement().sid().orElse("");
    String place =
        determining.statement().location().isKnown()
            ? " (" + Quoting.oneLine(determining.statement().location().toString()) + ")"
            : "";
    String verb = determining.statement().effect() == Effect.ALLOW ? "allowed" : "denied";
    return verb
        + (sid.isEmpty() ? " by a statement" : " by statement " + quoted(sid))
        + " of the "
        + name(determining.type())
        + " "
        + quoted(determining.policy())
        + place;
  }

  /** A name that a file or a policy brings, which may be any text. */
  private static String quoted(String name) {
    return Quoting.quote(Quoting.shorten(name, MAX_NAME));
  }

  private String provenance(PolicyType type, Evaluated check) {
    String text = policies.provenance(type, check.request().caller(), check.request().resource());
    return text.isEmpty() ? "" : " [" + Quoting.oneLine(text) + "]";
  }

  /**
   * The reason for an implicit denial. A layer lacks the required Allow if the decision would not
   * be a certain denial with that layer unknown.
   */
  private String missingAllow(Evaluated check, Function<PolicyType, String> provenance) {
    PolicySet.Builder identity = check.policies().toBuilder().identity(PolicyLayer.unknown());
    if (isNotDenied(check, identity.build())) {
      return "the caller's identity policies"
          + provenance.apply(PolicyType.IDENTITY)
          + " do not allow it";
    }
    PolicySet.Builder key = check.policies().toBuilder().key(PolicyLayer.unknown());
    return isNotDenied(check, key.build())
        ? "the key policy"
            + file(check.policies().key())
            + provenance.apply(PolicyType.KEY)
            + " does not allow it"
        : "no policy and no grant allows it";
  }

  /** The file of a layer, in parentheses. Empty if the layer was not read from a file. */
  private static String file(PolicyLayer layer) {
    return layer instanceof PolicyLayer.Attached attached
        ? attached.policies().stream()
            .flatMap(policy -> policy.document().statements().stream())
            .map(statement -> statement.location().source())
            .filter(source -> !source.isEmpty())
            .findFirst()
            .map(source -> " (" + Quoting.oneLine(source) + ")")
            .orElse("")
        : "";
  }

  private boolean isNotDenied(Evaluated check, PolicySet policies) {
    return !evaluator.decide(check.request(), policies).isCertainDenial();
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
