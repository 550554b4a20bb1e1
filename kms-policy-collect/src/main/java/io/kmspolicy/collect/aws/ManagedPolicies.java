package io.kmspolicy.collect.aws;

import static io.kmspolicy.collect.aws.Requests.required;

import io.kmspolicy.model.policy.PolicyType;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.iam.IamClient;

/** Reads managed policies of the account and of AWS, each once. Not thread-safe. */
final class ManagedPolicies {

  private final IamClient iam;
  private final Map<String, String> texts = new HashMap<>();
  private final Map<String, RefusedException> refusals = new HashMap<>();

  ManagedPolicies(IamClient iam) {
    this.iam = iam;
  }

  /** The default version of a policy. */
  String text(String arn, PolicyType type) {
    RefusedException refused = refusals.get(arn);
    if (refused != null) {
      throw refused;
    }
    try {
      String text = texts.get(arn);
      if (text == null) {
        text = load(arn);
        texts.put(arn, text);
      }
      return CheckedText.policy(type, arn, text);
    } catch (RefusedException e) {
      refusals.put(arn, e);
      throw e;
    }
  }

  private String load(String arn) {
    String version =
        required(
            required(
                    Requests.call(
                        "iam:GetPolicy", () -> iam.getPolicy(r -> r.policyArn(arn)).policy()),
                    arn)
                .defaultVersionId(),
            "default version of " + arn);
    String document =
        required(
                Requests.call(
                    "iam:GetPolicyVersion",
                    () ->
                        iam.getPolicyVersion(r -> r.policyArn(arn).versionId(version))
                            .policyVersion()),
                "version of " + arn)
            .document();
    return SdkJson.decoded(required(document, "document of " + arn));
  }
}
