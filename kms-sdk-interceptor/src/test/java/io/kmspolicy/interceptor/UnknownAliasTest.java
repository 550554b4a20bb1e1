package io.kmspolicy.interceptor;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.interceptor.decision.CallDecision;
import io.kmspolicy.interceptor.decision.CheckDecision.Evaluated;
import io.kmspolicy.model.request.Decision;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.DeleteAliasRequest;
import software.amazon.awssdk.services.kms.model.EncryptRequest;
import software.amazon.awssdk.services.kms.model.KmsRequest;
import software.amazon.awssdk.services.kms.model.ReEncryptRequest;
import software.amazon.awssdk.services.kms.model.UpdateAliasRequest;

/** Promise: where an alias leaves the key of a check unknown, the alias is told (rule 2.17). */
class UnknownAliasTest {

  private static final String OTHERS = "arn:aws:kms:us-west-2:444455556666:alias/theirs";

  /** The aliases whose keys are not known, of each check. */
  private static List<String> aliases(KmsRequest request) {
    List<CallDecision> calls = new ArrayList<>();
    KmsPolicyInterceptor interceptor =
        Fixtures.interceptor(RecordingAuthorizer.answering(Decision.INDETERMINATE))
            .listener(calls::add)
            .build();
    interceptor.beforeExecution(() -> request, Fixtures.attributes(request));
    return calls.get(0).checks().stream()
        .map(check -> ((Evaluated) check).unknownAlias().map(alias -> alias.arn()).orElse("none"))
        .toList();
  }

  @Test
  @DisplayName("An alias by its name is of the caller's account, one by its ARN of the stated one")
  void unknownAlias_nameAndArn_areTold() {
    EncryptRequest.Builder encrypt = EncryptRequest.builder().plaintext(Fixtures.BYTES);
    assertThat(aliases(encrypt.keyId("alias/app").build()))
        .containsExactly(Fixtures.arn("alias/app"));
    assertThat(aliases(encrypt.keyId(OTHERS).build())).containsExactly(OTHERS);
  }

  @Test
  @DisplayName("Both sides of ReEncrypt have their own")
  void unknownAlias_reEncrypt_isOfEachSide() {
    assertThat(
            aliases(
                ReEncryptRequest.builder()
                    .ciphertextBlob(Fixtures.BYTES)
                    .sourceKeyId("alias/old")
                    .destinationKeyId(OTHERS)
                    .build()))
        .containsExactly(Fixtures.arn("alias/old"), OTHERS);
  }

  @Test
  @DisplayName("The key behind an alias that is changed is named by the alias")
  void unknownAlias_operationsOnAliases_areTold() {
    assertThat(aliases(DeleteAliasRequest.builder().aliasName("alias/app").build()))
        .containsExactly("none", Fixtures.arn("alias/app"));
    assertThat(
            aliases(
                UpdateAliasRequest.builder()
                    .aliasName("alias/app")
                    .targetKeyId(Fixtures.KEY_ID)
                    .build()))
        .contains(Fixtures.arn("alias/app"));
  }

  @Test
  @DisplayName("A key id, a key ARN, and a ciphertext alone have none")
  void unknownAlias_otherKeys_isEmpty() {
    EncryptRequest.Builder encrypt = EncryptRequest.builder().plaintext(Fixtures.BYTES);
    assertThat(aliases(encrypt.keyId(Fixtures.KEY_ID).build())).containsExactly("none");
    assertThat(aliases(encrypt.keyId(Fixtures.KEY_ARN).build())).containsExactly("none");
    assertThat(aliases(DecryptRequest.builder().ciphertextBlob(Fixtures.BYTES).build()))
        .containsExactly("none");
  }
}
