package io.kmspolicy.replay.call;

import io.kmspolicy.model.request.Caller.AccountCaller;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The three readings of the text with which KMS does not say why it does not decrypt, each compared
 * with what is known.
 *
 * @param key the key; empty if it is not known
 * @param called the Region that was called; empty if the text does not say it
 * @param caller who called; empty if it is not known
 * @param isHeld whether the policies hold the key
 * @param state the state of the key in its metadata; empty if it is not known
 * @param decrypt the decision about Decrypt; empty if it was not asked
 */
public record CiphertextReadings(
    Optional<KmsResource.Key> key,
    String called,
    Optional<AccountCaller> caller,
    boolean isHeld,
    String state,
    Optional<ExplainedCall> decrypt) {

  private static final String ENABLED = "Enabled";

  /** One line for each reading, after one that names the text. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("AWS: denied, and AWS does not say which of three it is");
    lines.add("1. the ciphertext is of a key in another Region or account: " + place());
    lines.add("2. the key does not exist any more: " + existence());
    lines.add("3. the caller may not use kms:Decrypt with the key: " + permission());
    return lines;
  }

  private String place() {
    if (key.isEmpty()) {
      return "indeterminate: the text does not name the key; give it with --key";
    }
    String account = key.get().accountId();
    String region = key.get().region();
    List<String> found = new ArrayList<>();
    if (called.isEmpty()) {
      found.add(
          "indeterminate: the call must be made in "
              + region
              + ", and the text does not say where it was");
    } else {
      found.add(
          called.equals(region)
              ? "no: the call was made in " + region
              : "yes: the key is in " + region + ", and the call was made in " + called);
    }
    caller
        .filter(member -> !member.accountId().equals(account))
        .ifPresent(
            member ->
                found.add(
                    "the key is of account "
                        + account
                        + ", the caller of "
                        + member.accountId()
                        + ": key policy and identity policies must both allow it"));
    return String.join("; ", found);
  }

  private String existence() {
    String name = key.map(KmsResource.Key::arn).orElse("KEY");
    if (state.equals(ENABLED)) {
      return "no: its metadata here says `" + ENABLED + "`";
    }
    if (!state.isEmpty()) {
      return "its metadata here says `" + state + "`, in which it cannot decrypt";
    }
    String missing = key.isPresent() && !isHeld ? "the policies here do not hold it; " : "";
    return "indeterminate: "
        + missing
        + "aws kms describe-key --key-id "
        + name
        + " --query KeyMetadata.KeyState";
  }

  private String permission() {
    if (decrypt.isEmpty() || decrypt.get().checks().isEmpty()) {
      return "indeterminate: give --principal ARN"
          + (key.isEmpty() ? ", --key KEY" : "")
          + " and --policies DIR";
    }
    Decision decision = decrypt.get().checks().get(0).decision();
    String why = decrypt.get().checks().get(0).reasons().stream().collect(Collectors.joining("; "));
    if (decision == Decision.ALLOWED) {
      return "no: the policies here allow it";
    }
    return decision == Decision.INDETERMINATE ? "indeterminate, as explained above" : "yes: " + why;
  }
}
