package io.kmspolicy.analysis.simulate;

import io.kmspolicy.model.catalogue.CrossAccountUse;
import io.kmspolicy.model.catalogue.KeyPolicyControl;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.catalogue.ResourceKind;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.resource.KmsResource;

/** The differences between the rules of KMS and AWS's policy simulator. */
enum Difference {
  /** AWS's simulator accepts only IAM users as caller. */
  CALLER(
      "AWS's simulator takes only an IAM user as `CallerArn`; here any caller of KMS is decided") {
    @Override
    boolean concerns(SimulationInput input, Outcome outcome) {
      return input.caller().filter(caller -> !(caller instanceof Caller.IamUser)).isPresent();
    }
  },
  /** The input has no caller. */
  NO_CALLER(
      "no `CallerArn` is given: the caller is taken to be somebody in the account of the resource,"
          + " and what follows from who calls counts as not known") {
    @Override
    boolean concerns(SimulationInput input, Outcome outcome) {
      return input.caller().isEmpty();
    }
  },
  /** The input has no key policy, and every key has one. */
  KEY_POLICY(
      "no `ResourcePolicy` is given: AWS's simulator then asks the identity policies alone, but"
          + " every key has a key policy, which may deny, allow, or not let IAM policies decide"
          + " (rule 5.1); here it is not known") {
    @Override
    boolean concerns(SimulationInput input, Outcome outcome) {
      return input.resourcePolicy().isEmpty()
          && !input.defaultKeyPolicy()
          && asksKeyPolicy(outcome);
    }
  },
  /** The default key policy is assumed. */
  DEFAULT_KEY_POLICY(
      "no `ResourcePolicy` is given: the key is taken to have AWS's default key policy, which lets"
          + " the IAM policies of its account decide") {
    @Override
    boolean concerns(SimulationInput input, Outcome outcome) {
      return input.resourcePolicy().isEmpty() && input.defaultKeyPolicy() && asksKeyPolicy(outcome);
    }
  },
  /** IAM policies apply only if the key policy delegates to the account. */
  DELEGATION(
      "AWS's simulator adds identity policies and resource policy of one account together; KMS lets"
          + " an IAM policy allow only what the key policy leaves to the account (rule 5.1)") {
    @Override
    boolean concerns(SimulationInput input, Outcome outcome) {
      return input.resourcePolicy().isPresent()
          && outcome.decision() != outcome.withDelegation()
          && !outcome.crossAccount();
    }
  },
  /** Some operations do not work across accounts. */
  CROSS_ACCOUNT(
      "KMS has this action in the account of the key only, whatever the policies say (rule 5.13);"
          + " AWS's simulator does not know that") {
    @Override
    boolean concerns(SimulationInput input, Outcome outcome) {
      return outcome.crossAccount()
          && action(outcome).crossAccount() == CrossAccountUse.NO
          && !(outcome.resource() instanceof KmsResource.Any);
    }
  },
  /** The action has no key. */
  NO_KEY(
      "the action is about no key, so KMS does not ask a key policy about it (rule 5.10); AWS's"
          + " simulator would") {
    @Override
    boolean concerns(SimulationInput input, Outcome outcome) {
      return action(outcome).needsNoKey() && input.resourcePolicy().isPresent();
    }
  },
  /** The input names a resource for an action without resources. */
  STAR_FOR_KEYLESS(
      "KMS checks this action on `*`, whatever resource is named here (rule 5.10); AWS's simulator"
          + " checks it on what is named") {
    @Override
    boolean concerns(SimulationInput input, Outcome outcome) {
      return action(outcome).needsNoKey() && !(outcome.resource() instanceof KmsResource.Any);
    }
  },
  /** The input names no key for an action on a key. */
  SOME_KEY(
      "a call of this action is about one key; for `*` that key is not known, where AWS's simulator"
          + " looks for statements with `*` as resource") {
    @Override
    boolean concerns(SimulationInput input, Outcome outcome) {
      return !action(outcome).needsNoKey() && outcome.resource() instanceof KmsResource.Any;
    }
  },
  /** KMS checks the action on the key behind the alias. */
  ALIAS(
      "KMS checks this action on the key behind the alias, which is not known here (rule 2.17);"
          + " AWS's simulator checks it on the alias") {
    @Override
    boolean concerns(SimulationInput input, Outcome outcome) {
      return outcome.resource() instanceof KmsResource.Alias && !isAboutAliases(outcome);
    }
  },
  /** An action on an alias requires two permissions. */
  ALIAS_HALF(
      "a call of this action is checked on the alias and on the key (rule 5.11); simulate it with"
          + " both, each answer is one half") {
    @Override
    boolean concerns(SimulationInput input, Outcome outcome) {
      return isAboutAliases(outcome);
    }
  },
  /** Condition keys that are not given are unknown. */
  MISSING_KEYS(
      "AWS's simulator takes condition keys that are not given as absent; here they are not known,"
          + " as a call may carry them") {
    @Override
    boolean concerns(SimulationInput input, Outcome outcome) {
      return outcome.decision() != outcome.withoutMissing();
    }
  },
  /** The resource handling option applies to EC2 only. */
  HANDLING_OPTION("`ResourceHandlingOption` is about EC2 and says nothing of KMS") {
    @Override
    boolean concerns(SimulationInput input, Outcome outcome) {
      return !input.handlingOption().isEmpty();
    }
  };

  private final String text;

  Difference(String text) {
    this.text = text;
  }

  /** A description of the difference. */
  String text() {
    return text;
  }

  /** Whether the difference affects an outcome. */
  abstract boolean concerns(SimulationInput input, Outcome outcome);

  private static KmsAction action(Outcome outcome) {
    return KmsCatalogue.bundled().action(outcome.action()).orElseThrow();
  }

  private static boolean isAboutAliases(Outcome outcome) {
    return action(outcome).resources().contains(ResourceKind.ALIAS);
  }

  private static boolean asksKeyPolicy(Outcome outcome) {
    return outcome.resource() instanceof KmsResource.Key
        && !action(outcome).needsNoKey()
        && action(outcome).keyPolicy() != KeyPolicyControl.NO
        && outcome.decision() != Decision.EXPLICIT_DENY;
  }
}
