package io.kmspolicy.analysis.proof;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.explain.DeterminingStatement;
import io.kmspolicy.engine.proof.Witness;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.request.Scenario;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.text.LetterCase;
import io.kmspolicy.model.text.Quoting;
import java.util.ArrayList;
import java.util.List;

/** A request that refutes a claim, as text. */
public final class WitnessText {

  private static final String ASSUMED = "assumed";

  private WitnessText() {}

  /**
   * A request of a claim, with what decides it.
   *
   * @param alone whether documents were compared by themselves
   * @param isChange whether the claim is about a change
   */
  static void add(Witness witness, boolean alone, boolean isChange, StringBuilder text) {
    addRequest(witness, caller(witness, alone), arn(witness), text);
    if (!alone) {
      addAssumed(witness, text);
    }
    if (isChange) {
      addDecisions(witness, text);
    }
    addGranting(witness, text);
  }

  /**
   * A request that a change allows newly, without the statements that decide it.
   *
   * @param resource the key or alias in words
   * @param alone whether documents were compared by themselves
   */
  public static String ofChange(Witness witness, String resource, boolean alone) {
    StringBuilder text = new StringBuilder();
    addRequest(witness, caller(witness, alone), resource, text);
    if (!alone) {
      addAssumed(witness, text);
    }
    addDecisions(witness, text);
    return text.toString();
  }

  private static void addDecisions(Witness witness, StringBuilder text) {
    text.append("  before: ").append(witness.decisionBefore().text()).append('\n');
    text.append("  after: ").append(witness.decisionAfter().text()).append('\n');
  }

  private static String caller(Witness witness, boolean alone) {
    String arn = witness.after().request().caller().arn();
    boolean isAny =
        alone
            && witness.after().policies().key() instanceof PolicyLayer.Attached key
            && key.policies().stream().allMatch(policy -> policy.name().equals(ASSUMED));
    return isAny ? "any user or role, such as " + arn : arn;
  }

  /** A request that is allowed, with the policies that allow it. */
  public static void addAllowed(Witness witness, StringBuilder text) {
    addRequest(witness, witness.after().request().caller().arn(), arn(witness), text);
    addAssumed(witness, text);
    addGranting(witness, text);
  }

  private static String arn(Witness witness) {
    return witness.after().request().resource().arn();
  }

  private static void addRequest(
      Witness witness, String caller, String resource, StringBuilder text) {
    AuthorizationRequest request = witness.after().request();
    line("  caller: " + caller, text);
    line("  action: " + request.action(), text);
    boolean hasKey =
        !KmsCatalogue.bundled().action(request.action()).map(KmsAction::needsNoKey).orElse(false);
    if (hasKey) {
      String kind = request.resource() instanceof KmsResource.Alias ? "  alias: " : "  key: ";
      line(kind + resource, text);
    }
    if (request.keyManager() == KeyManager.AWS) {
      line("  key manager: AWS", text);
    }
    if (request.context() instanceof RequestContext context) {
      for (String key : context.spellings()) {
        if (context.get(LetterCase.lowerCase(key)) instanceof ContextValue.Present present) {
          line("  " + key + ": " + String.join(", ", present.values()), text);
        }
      }
    }
  }

  private static void addAssumed(Witness witness, StringBuilder text) {
    assumed(witness.allowed()).forEach(layer -> line("  assumed: " + layer, text));
  }

  private static void addGranting(Witness witness, StringBuilder text) {
    granting(witness).forEach(one -> line("  by: " + place(one), text));
  }

  /** One line, whatever the policies put into it. */
  static void line(String line, StringBuilder text) {
    text.append(Quoting.escape(line)).append('\n');
  }

  /** The layers that were unknown and are filled in. */
  private static List<String> assumed(Scenario scenario) {
    List<String> assumed = new ArrayList<>();
    add("an identity policy", scenario.policies().identity(), assumed);
    add("a permissions boundary", scenario.policies().permissionsBoundary(), assumed);
    add("a session policy", scenario.policies().session(), assumed);
    add("an endpoint policy", scenario.policies().vpcEndpoint(), assumed);
    add("a key policy", scenario.policies().key(), assumed);
    add("a service control policy", scenario.policies().serviceControl(), assumed);
    add("a resource control policy", scenario.policies().resourceControl(), assumed);
    if (scenario.policies().grants() instanceof GrantLayer.Known known) {
      known.grants().stream()
          .filter(grant -> grant.grantId().chars().allMatch(digit -> digit == '0'))
          .forEach(grant -> assumed.add("a grant of " + String.join(", ", grant.operations())));
    }
    return assumed;
  }

  private static void add(String name, OrganizationLayer layer, List<String> assumed) {
    if (layer instanceof OrganizationLayer.Levels levels) {
      levels.levels().stream()
          .filter(
              level -> level.policies().isEmpty() || level.policies().get(0).name().equals(ASSUMED))
          .forEach(level -> assumed.add(name + " that does not allow the request"));
    }
  }

  private static void add(String name, PolicyLayer layer, List<String> assumed) {
    layer
        .known()
        .filter(policy -> policy.name().equals(ASSUMED))
        .map(policy -> policy.document().statements())
        .map(all -> all.stream().anyMatch(statement -> statement.effect() == Effect.ALLOW))
        .map(allows -> allows ? " that allows kms:*" : " that does not allow the request")
        .forEach(what -> assumed.add(name + what));
  }

  /** The statements that allow the request, without those that were filled in. */
  public static List<DeterminingStatement> granting(Witness witness) {
    return PolicyEvaluator.reference()
        .explain(witness.allowed().request(), witness.allowed().policies())
        .determiningStatements()
        .stream()
        .filter(one -> !isAssumed(one.policy()))
        .toList();
  }

  /** Whether a policy stands for what an unknown layer may say. */
  public static boolean isAssumed(String policy) {
    return policy.equals(ASSUMED);
  }

  /** The place of a statement, with its id. */
  public static String place(DeterminingStatement one) {
    Statement statement = one.statement();
    String source = statement.location().source();
    return (source.isEmpty() ? one.policy() : source)
        + ", line "
        + statement.location().line()
        + ", "
        + statement.location().pointer()
        + statement.sid().orElse("").transform(sid -> sid.isEmpty() ? "" : " (" + sid + ")");
  }
}
