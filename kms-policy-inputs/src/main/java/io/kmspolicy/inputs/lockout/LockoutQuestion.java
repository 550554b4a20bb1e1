package io.kmspolicy.inputs.lockout;

import io.kmspolicy.directory.DirectoryFacts;
import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.engine.facts.CallerFacts;
import io.kmspolicy.engine.facts.DerivedKey;
import io.kmspolicy.engine.facts.RequestFacts;
import io.kmspolicy.engine.facts.ResourceFacts;
import io.kmspolicy.engine.facts.StatedKeys;
import io.kmspolicy.lint.lockout.LockoutCheck;
import io.kmspolicy.lint.lockout.LockoutVerdict;
import io.kmspolicy.lint.lockout.NewKeyPolicy;
import io.kmspolicy.mapping.MadeUpIds;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.Caller.AccountCaller;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.spi.PolicySource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Puts the lockout check's question together. */
public final class LockoutQuestion {

  private static final String ACTION = "kms:PutKeyPolicy";

  /** What a key may have that does not exist yet. */
  private static final StatedKeys OF_NEW_KEYS =
      StatedKeys.of(
          RequestContext.builder()
              .set(DerivedKey.REQUESTED_REGION.spelling(), ContextValue.presentUnknown())
              .set(DerivedKey.MULTI_REGION.spelling(), ContextValue.presentUnknown())
              .unknown(DerivedKey.MULTI_REGION_KEY_TYPE.spelling())
              .build());

  /** The keys that follow from the caller and the key. */
  private static final List<String> DERIVED =
      Arrays.stream(DerivedKey.values())
          .filter(key -> key != DerivedKey.ENCRYPTION_CONTEXT_KEYS)
          .map(DerivedKey::spelling)
          .toList();

  private LockoutQuestion() {}

  /**
   * A key policy that a caller wants to set.
   *
   * @param source the file or other name of the text
   * @param hasOpaqueParts whether the text has opaque parts in place of values that are not known
   * @param known the caller's other policies; empty if they are not known
   */
  public static NewKeyPolicy policy(
      String source,
      String text,
      boolean hasOpaqueParts,
      AccountCaller caller,
      Optional<KmsResource.Key> key,
      Optional<? extends PolicySource> known,
      boolean bypass) {
    KmsResource.Key some = key.orElseGet(() -> NewKeyPolicy.someKeyOf(caller));
    PolicySet others =
        known.isPresent()
            ? MadeUpIds.narrow(known.get().policiesFor(caller, some), some)
            : NewKeyPolicy.unknownPolicies();
    Optional<DirectoryFacts> directory =
        known
            .filter(PolicyDirectory.class::isInstance)
            .map(PolicyDirectory.class::cast)
            .map(DirectoryFacts::new);
    CallerFacts setter =
        directory.map(facts -> facts.caller(caller)).orElseGet(() -> CallerFacts.of(caller));
    RequestContext keys =
        RequestFacts.of(
                setter,
                ACTION,
                directory
                    .filter(unused -> key.isPresent())
                    .map(facts -> facts.resource(some))
                    .orElseGet(() -> ResourceFacts.of(some)))
            .stating(key.isPresent() ? StatedKeys.none() : OF_NEW_KEYS)
            .of(DERIVED);
    AccountCaller described = (AccountCaller) setter.caller();
    NewKeyPolicy policy =
        new NewKeyPolicy(source, text, described, key, others, keys, bypass, hasOpaqueParts);
    if (!(others.vpcEndpoint() instanceof PolicyLayer.Attached)) {
      return policy;
    }
    // The policy of the VPC endpoint limits only calls through the endpoint (rule 4.2), and whether
    // the call goes through it is not known.
    PolicySet direct = others.toBuilder().vpcEndpoint(PolicyLayer.none()).build();
    NewKeyPolicy around =
        new NewKeyPolicy(source, text, described, key, direct, keys, bypass, hasOpaqueParts);
    if (isSame(LockoutCheck.of(policy).verdict(), LockoutCheck.of(around).verdict())) {
      return around;
    }
    PolicySet either = others.toBuilder().vpcEndpoint(PolicyLayer.unknown()).build();
    return new NewKeyPolicy(source, text, described, key, either, keys, bypass, hasOpaqueParts);
  }

  private static boolean isSame(LockoutVerdict one, LockoutVerdict other) {
    return one.getClass().equals(other.getClass());
  }
}
