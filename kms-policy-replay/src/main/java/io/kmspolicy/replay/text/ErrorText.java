package io.kmspolicy.replay.text;

import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.replay.mapped.DeniedCall;
import java.util.List;
import java.util.Optional;

/** What the text of an error says. */
public sealed interface ErrorText {

  /**
   * AWS or the interceptor denied a call.
   *
   * @param call the call
   * @param details what else the text says
   */
  record Denied(DeniedCall call, MessageDetails details) implements ErrorText {}

  /**
   * The interceptor stopped a call because KMS had refused the same call.
   *
   * @param calls what KMS checked: it denied one of these, or more
   * @param requestId the request id of the refused call; empty if the text has none
   */
  record Remembered(List<DeniedCall> calls, String requestId) implements ErrorText {

    /** Copies the list. */
    public Remembered {
      calls = List.copyOf(calls);
    }
  }

  /**
   * A denial whose text does not name the whole request, because parts are hidden or left out.
   *
   * @param user the caller as the text has it; empty if it has none
   * @param action the action; empty if the text does not name it
   * @param resource the resource as the text has it; empty if it has none
   * @param answer what AWS says of the reason, in a few words
   * @param details what else the text says
   */
  record Incomplete(
      String user, String action, String resource, String answer, MessageDetails details)
      implements ErrorText {}

  /**
   * KMS does not say whether the key of a ciphertext exists or the caller may not decrypt with it.
   *
   * @param details what else the text says
   * @param use the service that says so, and what it does with the key; empty for KMS itself
   */
  record Ciphertext(MessageDetails details, Optional<ServiceText> use) implements ErrorText {}

  /**
   * The key has a state in which it cannot be used, or was not found. KMS says so only after it
   * found the caller authorized, or because there is nothing to authorize.
   *
   * @param state the state in a few words
   * @param key the key as the text has it; empty if it has none
   */
  record KeyState(String state, String key) implements ErrorText {}

  /**
   * A service says that it cannot use a key.
   *
   * @param use what the service does with the key
   * @param uses the names of the uses in the catalogue to which the text may belong
   * @param keys the keys that the text names
   * @param context the values that the text has of the encryption context, by condition key
   * @param region the Region that the text names; empty if it names none
   */
  record ServiceFailure(
      ServiceText use,
      List<String> uses,
      List<KmsResource.Key> keys,
      Optional<Stated> context,
      String region)
      implements ErrorText {

    /** Copies the lists. */
    public ServiceFailure {
      uses = List.copyOf(uses);
      keys = List.copyOf(keys);
    }
  }

  /** The value of a condition key. */
  record Stated(String key, String value) {}

  /**
   * KMS refused a key policy.
   *
   * @param invalidPrincipals whether it names principals that do not exist; otherwise nobody could
   *     change the policy later
   */
  record PolicyRefused(boolean invalidPrincipals) implements ErrorText {}

  /**
   * KMS refused a call for another reason than permissions.
   *
   * @param reason the error and what it means
   */
  record Other(NoDenial reason) implements ErrorText {}

  /**
   * Another service denied one of its own actions.
   *
   * @param action the action, such as {@code s3:GetObject}
   */
  record OtherAction(String action) implements ErrorText {}

  /** A service denied one of its own actions, and says which in a message that STS decodes. */
  record Encoded() implements ErrorText {}
}
