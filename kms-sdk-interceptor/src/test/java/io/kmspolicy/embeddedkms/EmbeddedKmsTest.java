package io.kmspolicy.embeddedkms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.AlreadyExistsException;
import software.amazon.awssdk.services.kms.model.DataKeySpec;
import software.amazon.awssdk.services.kms.model.DisabledException;
import software.amazon.awssdk.services.kms.model.EncryptResponse;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyResponse;
import software.amazon.awssdk.services.kms.model.IncorrectKeyException;
import software.amazon.awssdk.services.kms.model.InvalidCiphertextException;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.KmsException;
import software.amazon.awssdk.services.kms.model.KmsInvalidStateException;
import software.amazon.awssdk.services.kms.model.NotFoundException;
import software.amazon.awssdk.services.kms.model.ReEncryptResponse;

class EmbeddedKmsTest {

  private static final String KEY_ID = "1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final String OTHER_ID = "0987dcba-09fe-87dc-65ba-ab0987654321";
  private static final SdkBytes SECRET = SdkBytes.fromUtf8String("secret");
  private static final Map<String, String> CONTEXT = Map.of("tenant", "blue", "purpose", "test");

  private EmbeddedKms kms;
  private KmsClient client;

  @BeforeEach
  void start() {
    kms = EmbeddedKms.start("111122223333", "us-west-2");
    kms.addAlias("alias/app", kms.addKey(KEY_ID));
    client =
        KmsClient.builder()
            .httpClient(Apache5HttpClient.create())
            .region(Region.US_WEST_2)
            .credentialsProvider(AnonymousCredentialsProvider.create())
            .endpointOverride(kms.endpoint())
            .build();
  }

  @AfterEach
  void stop() {
    client.close();
    kms.close();
  }

  private SdkBytes encrypted(Map<String, String> context) {
    return client
        .encrypt(r -> r.keyId(KEY_ID).plaintext(SECRET).encryptionContext(context))
        .ciphertextBlob();
  }

  @Test
  void decrypt_sameContext_givesThePlaintext() {
    SdkBytes blob = encrypted(CONTEXT);
    assertThat(client.decrypt(r -> r.ciphertextBlob(blob).encryptionContext(CONTEXT)).plaintext())
        .isEqualTo(SECRET);
    assertThat(blob.asString(StandardCharsets.ISO_8859_1)).doesNotContain("secret");
    assertThat(encrypted(CONTEXT)).isNotEqualTo(blob);
  }

  @Test
  void decrypt_otherContext_isInvalid() {
    SdkBytes blob = encrypted(CONTEXT);
    for (Map<String, String> wrong :
        List.of(
            Map.<String, String>of(),
            Map.of("tenant", "red", "purpose", "test"),
            Map.of("tenant", "blue"))) {
      assertThatThrownBy(() -> client.decrypt(r -> r.ciphertextBlob(blob).encryptionContext(wrong)))
          .isInstanceOf(InvalidCiphertextException.class);
    }
  }

  @Test
  void decrypt_damagedOrForeignBytes_areInvalid() {
    byte[] damaged = encrypted(CONTEXT).asByteArray();
    damaged[damaged.length - 1] ^= 1;
    for (byte[] blob : new byte[][] {damaged, {1, 2, 3}, {9}}) {
      assertThatThrownBy(
              () ->
                  client.decrypt(
                      r ->
                          r.ciphertextBlob(SdkBytes.fromByteArray(blob))
                              .encryptionContext(CONTEXT)))
          .isInstanceOf(InvalidCiphertextException.class);
    }
  }

  @Test
  void decrypt_keyIdOfAnotherKey_isIncorrect() {
    kms.addKey(OTHER_ID);
    SdkBytes blob = encrypted(Map.of());
    assertThat(client.decrypt(r -> r.ciphertextBlob(blob).keyId("alias/app")).keyId())
        .endsWith(KEY_ID);
    assertThatThrownBy(() -> client.decrypt(r -> r.ciphertextBlob(blob).keyId(OTHER_ID)))
        .isInstanceOf(IncorrectKeyException.class);
  }

  @Test
  void generateDataKey_key_comesBackFromItsCiphertext() {
    GenerateDataKeyResponse key =
        client.generateDataKey(
            r -> r.keyId("alias/app").keySpec(DataKeySpec.AES_256).encryptionContext(CONTEXT));
    assertThat(key.plaintext().asByteArray()).hasSize(32);
    assertThat(
            client
                .decrypt(r -> r.ciphertextBlob(key.ciphertextBlob()).encryptionContext(CONTEXT))
                .plaintext())
        .isEqualTo(key.plaintext());
    SdkBytes only =
        client
            .generateDataKeyWithoutPlaintext(r -> r.keyId(KEY_ID).numberOfBytes(24))
            .ciphertextBlob();
    assertThat(client.decrypt(r -> r.ciphertextBlob(only)).plaintext().asByteArray()).hasSize(24);
  }

  @Test
  void reEncrypt_otherKeyAndContext_movesThePlaintext() {
    String other = kms.addKeyWithArn("arn:aws:kms:us-west-2:444455556666:key/" + OTHER_ID);
    SdkBytes blob = encrypted(CONTEXT);
    ReEncryptResponse moved =
        client.reEncrypt(
            r ->
                r.ciphertextBlob(blob)
                    .sourceEncryptionContext(CONTEXT)
                    .destinationKeyId(other)
                    .destinationEncryptionContext(Map.of("moved", "yes")));
    assertThat(moved.keyId()).isEqualTo(other);
    assertThat(moved.sourceKeyId()).endsWith(KEY_ID);
    assertThat(
            client
                .decrypt(
                    r ->
                        r.ciphertextBlob(moved.ciphertextBlob())
                            .encryptionContext(Map.of("moved", "yes")))
                .plaintext())
        .isEqualTo(SECRET);
  }

  @Test
  void keysAndAliases_created_areFound() {
    KeyMetadata created = client.createKey(r -> r.description("mine")).keyMetadata();
    assertThat(client.describeKey(r -> r.keyId(created.arn())).keyMetadata()).isEqualTo(created);
    assertThat(client.listKeys().keys()).hasSize(2);
    client.createAlias(r -> r.aliasName("alias/new").targetKeyId(created.keyId()));
    assertThatThrownBy(() -> client.createAlias(r -> r.aliasName("alias/new").targetKeyId(KEY_ID)))
        .isInstanceOf(AlreadyExistsException.class);
    client.updateAlias(r -> r.aliasName("alias/new").targetKeyId(KEY_ID));
    assertThat(client.describeKey(r -> r.keyId("alias/new")).keyMetadata().keyId())
        .isEqualTo(KEY_ID);
    assertThat(client.listAliases().aliases()).hasSize(2);
    client.deleteAlias(r -> r.aliasName("alias/new"));
    assertThatThrownBy(() -> client.describeKey(r -> r.keyId("alias/new")))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void keyState_notEnabled_stopsCryptography() {
    client.disableKey(r -> r.keyId(KEY_ID));
    assertThatThrownBy(() -> encrypted(Map.of())).isInstanceOf(DisabledException.class);
    client.enableKey(r -> r.keyId(KEY_ID));
    assertThat(encrypted(Map.of())).isNotNull();
    client.scheduleKeyDeletion(r -> r.keyId(KEY_ID).pendingWindowInDays(7));
    assertThatThrownBy(() -> encrypted(Map.of())).isInstanceOf(KmsInvalidStateException.class);
  }

  @Test
  void generateRandom_count_isKept() {
    assertThat(client.generateRandom(r -> r.numberOfBytes(40)).plaintext().asByteArray())
        .hasSize(40);
  }

  @Test
  void refuse_operation_answersAsKmsDoes() {
    kms.refuse("Encrypt");
    KmsException refused = catchThrowableOfType(KmsException.class, () -> encrypted(Map.of()));
    assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.requestId()).isNotEmpty();
    assertThat(refused.awsErrorDetails().errorMessage()).contains("kms:Encrypt");
    kms.allow("Encrypt");
    EncryptResponse allowed = client.encrypt(r -> r.keyId(KEY_ID).plaintext(SECRET));
    assertThat(allowed.keyId()).endsWith(KEY_ID);
    assertThat(kms.requests("Encrypt")).isEqualTo(2);
    assertThat(kms.requests()).isEqualTo(2);
  }
}
