package io.kmspolicy.cli.simulate;

import io.kmspolicy.model.catalogue.CrossAccountUse;
import io.kmspolicy.model.catalogue.KeyPolicyControl;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.catalogue.ResourceKind;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.resource.KmsResource;

/** Where the rules of KMS go further than AWS's policy simulator, or other ways. */
enum Difference {
  /** AWS's simulator takes IAM users only. */
  CALLER(
      "AWS's simulator takes only an IAM user as `CallerArn`; here any caller of KMS is decided") {
    @Override
    boolean concerns(SimulationInput input, Outcome outcome) {
      return input.caller().filter(caller -> !(caller instanceof Caller.IamUser)).isPresent();
    }
  },
  /** There is no caller. */
  NO_CALLER(
      "no `CallerArn` is given: the caller is taken to be somebody in the account of the resource,"
          + " and what follows from who calls counts as not known") {
    @Override
    boolean concerns(SimulationInput input, Outcome outcome) {
      return input.caller().isEmpty();
    }
  },
  /** Every key has a policy. */
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
  /** The key policy is taken to be the default one. */
  DEFAULT_KEY_POLICY(
      "no `ResourcePolicy` is given: the key is taken to have AWS's default key policy, which lets"
          + " the IAM policies of its account decide") {
    @Override
    boolean concerns(SimulationInput input, Outcome outcome) {
      return input.resourcePolicy().isEmpty() && input.defaultKeyPolicy() && asksKeyPolicy(outcome);
    }
  },
  /** IAM policies count where the key policy lets them. */
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
  /** Not every operation works across accounts. */
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
  /** Actions without a key. */
  NO_KEY(
      "the action is about no key, so KMS does not ask a key policy about it (rule 5.10); AWS's"
          + " simulator would") {
    @Override
    boolean concerns(SimulationInput input, Outcome outcome) {
      return action(outcome).needsNoKey() && input.resourcePolicy().isPresent();
    }
  },
  /** A resource that the action does not have. */
  STAR_FOR_KEYLESS(
      "KMS checks this action on `*`, whatever resource is named here (rule 5.10); AWS's simulator"
          + " checks it on what is named") {
    @Override
    boolean concerns(SimulationInput input, Outcome outcome) {
      return action(outcome).needsNoKey() && !(outcome.resource() instanceof KmsResource.Any);
    }
  },
  /** Every call is about some key. */
  SOME_KEY(
      "a call of this action is about one key; for `*` that key is not known, where AWS's simulator"
          + " looks for statements with `*` as resource") {
    @Override
    boolean concerns(SimulationInput input, Outcome outcome) {
      return !action(outcome).needsNoKey() && outcome.resource() instanceof KmsResource.Any;
    }
  },
  /** KMS checks on the key, however it is named. */
  ALIAS(
      "KMS checks this action on the key behind the alias, which is not known here (rule 2.17);"
          + " AWS's simulator checks it on the alias") {
    @Override
    boolean concerns(SimulationInput input, Outcome outcome) {
      return outcome.resource() instanceof KmsResource.Alias && !isAboutAliases(outcome);
    }
  },
  /** Alias actions take two permissions. */
  ALIAS_HALF(
      "a call of this action is checked on the alias and on the key (rule 5.11); simulate it with"
          + " both, each answer is one half") {
    @Override
    boolean concerns(SimulationInput input, Outcome outcome) {
      return isAboutAliases(outcome);
    }
  },
  /** Missing keys are open. */
  MISSING_KEYS(
      "AWS's simulator takes condition keys that are not given as absent; here they are not known,"
          + " as a call may carry them") {
    @Override
    boolean concerns(SimulationInput input, Outcome outcome) {
      return outcome.decision() != outcome.withoutMissing();
    }
  },
  /** About EC2. */
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

  /** What is different, in a sentence. */
  String text() {
    return text;
  }

  /** Whether the difference bears on an outcome. */
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
