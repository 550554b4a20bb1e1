package io.kmspolicy.replay.suggest;

import io.kmspolicy.engine.facts.DerivedKey;
import io.kmspolicy.engine.proof.OpenReason;
import io.kmspolicy.engine.proof.PolicyProver;
import io.kmspolicy.engine.proof.PolicyState;
import io.kmspolicy.engine.proof.Proof;
import io.kmspolicy.engine.proof.UnconfirmedWitnessException;
import io.kmspolicy.engine.proof.Witness;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.writer.PolicyWriter;
import io.kmspolicy.replay.result.KeySuggestion;
import io.kmspolicy.spi.PolicySource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects what recorded calls needed of key policies, and suggests policies. Not thread-safe. */
public final class SuggestionCollector {

  /** The limit of KMS for a key policy, in bytes. */
  private static final int MAX_POLICY = 32 * 1024;

  private final Map<KmsResource.Key, KeyUses> uses = new HashMap<>();
  private final UncertainCalls uncertain;

  /**
   * Collects nothing yet.
   *
   * @param uncertain calls that AWS allowed, or may have allowed: what may match them stays
   */
  public SuggestionCollector(UncertainCalls uncertain) {
    this.uncertain = uncertain;
  }

  /**
   * Adds a check of a call that AWS allowed.
   *
   * @param hasContext whether the operation takes an encryption context
   */
  public void add(
      KmsResource.Key key,
      List<AllowingStatement> needed,
      String action,
      ConditionContext context,
      boolean hasContext) {
    KeyUses ofKey = uses.computeIfAbsent(key, first -> new KeyUses());
    for (AllowingStatement statement : needed) {
      ObservedUse use =
          new ObservedUse(
              statement,
              value(context, DerivedKey.PRINCIPAL_ARN),
              value(context, DerivedKey.CALLER_ACCOUNT),
              value(context, DerivedKey.VIA_SERVICE),
              hasContext);
      ofKey.of(use).add(action, context, hasContext);
    }
  }

  private static String value(ConditionContext context, DerivedKey key) {
    String single =
        context.get(key.keyName()) instanceof ContextValue.Present present
            ? present.single()
            : null;
    return single == null ? "" : single;
  }

  /**
   * A suggestion for each key policy, with a proof that it allows nothing new.
   *
   * @param source the policies that were replayed
   * @param keys the keys
   * @param callers the users and roles whose policies are known
   */
  public List<KeySuggestion> suggestions(
      PolicySource source, Collection<KmsResource.Key> keys, Collection<Caller> callers) {
    Map<Caller, PrincipalPolicies> known = new LinkedHashMap<>();
    callers.forEach(caller -> known.put(caller, source.principal(caller)));
    List<KeySuggestion> suggestions = new ArrayList<>();
    Caller anybody = new Caller.RootUser("aws", "000000000000");
    for (KmsResource.Key key : keys) {
      KeyPolicies layers = source.key(key, anybody);
      if (layers.key() instanceof PolicyLayer.Attached attached
          && attached.policies().size() == 1) {
        suggestions.add(suggestion(key, attached.policies().get(0).document(), layers, known));
      }
    }
    return suggestions;
  }

  private KeySuggestion suggestion(
      KmsResource.Key key,
      PolicyDocument before,
      KeyPolicies layers,
      Map<Caller, PrincipalPolicies> callers) {
    KeyUses ofKey = uses.get(key);
    List<UncertainCall> others = uncertain.on(key);
    if (ofKey == null) {
      return KeySuggestion.none(
          key,
          before,
          others.isEmpty()
              ? "no call used the key"
              : "no call on the key was judged, and others may have used it");
    }
    if (ofKey.isFull() || uncertain.areTooMany(key)) {
      return KeySuggestion.none(key, before, "the calls differ in too much to describe them");
    }
    PolicyDocument after = PolicyNarrower.narrow(before, ofKey, others);
    if (isEqual(before, after)) {
      return KeySuggestion.none(key, before, "the calls needed all of the policy");
    }
    String text = PolicyWriter.compact().write(after);
    if (text.getBytes(StandardCharsets.UTF_8).length > MAX_POLICY) {
      return KeySuggestion.none(
          key, before, "a policy for these calls would exceed the 32 KiB of a key policy");
    }
    PolicyDocument read = PolicyReader.forType(PolicyType.KEY).read(text);
    String problem = problem(key, layers, read, callers);
    return problem.isEmpty()
        ? KeySuggestion.of(key, before, read)
        : KeySuggestion.none(key, before, problem);
  }

  private static boolean isEqual(PolicyDocument before, PolicyDocument after) {
    return PolicyWriter.compact().write(before).equals(PolicyWriter.compact().write(after));
  }

  /** Why it is not proven that a policy allows nothing new; empty if it is. */
  private static String problem(
      KmsResource.Key key,
      KeyPolicies layers,
      PolicyDocument after,
      Map<Caller, PrincipalPolicies> callers) {
    Proof proof;
    try {
      proof =
          PolicyProver.create()
              .noNewAccess(
                  new PolicyState(callers, Map.of(key, layers)),
                  new PolicyState(callers, Map.of(key, SuggestedPolicies.with(after, layers))));
    } catch (UnconfirmedWitnessException contradiction) {
      return "the proof failed: " + contradiction.getMessage();
    }
    if (proof instanceof Proof.Refuted refuted) {
      Witness witness = refuted.witness();
      return "it would allow something new: "
          + witness.after().request().action()
          + " by "
          + witness.after().request().caller().arn();
    }
    if (proof instanceof Proof.Indeterminate open) {
      OpenReason reason = open.reasons().get(0);
      return "it is not proven that it allows nothing new: " + reason.text();
    }
    return "";
  }
}
