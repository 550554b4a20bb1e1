package io.kmspolicy.quickstart;

import io.kmspolicy.embeddedkms.EmbeddedKms;
import io.kmspolicy.model.request.Decision;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DataKeySpec;

/** The calls of the quickstart, and the keys that they are about. */
final class Script {

  static final String ACCOUNT = "111122223333";
  static final String REGION = "us-west-2";

  private static final String ORDERS = "1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final String TENANTS = "0987dcba-09fe-87dc-65ba-ab0987654321";
  private static final String PAYROLL = "5a5e11e5-0000-4000-8000-9a9c0115a1a2";
  private static final String PARTNER =
      "arn:aws:kms:us-west-2:444455556666:key/77777777-0000-4000-8000-0000000000aa";

  private static final SdkBytes SECRET = SdkBytes.fromUtf8String("the secret recipe");
  private static final SdkBytes NOTHING = SdkBytes.fromUtf8String("no ciphertext yet");
  private static final Map<String, String> BLUE = Map.of("tenant", "blue");
  private static final Map<String, String> RED = Map.of("tenant", "red");

  private final AtomicReference<SdkBytes> order = new AtomicReference<>(NOTHING);
  private final AtomicReference<SdkBytes> tenant = new AtomicReference<>(NOTHING);
  private final AtomicReference<SdkBytes> shared = new AtomicReference<>(NOTHING);

  /** Creates the keys and aliases that the calls use. */
  static void prepare(EmbeddedKms kms) {
    kms.addAlias("alias/orders", kms.addKey(ORDERS));
    kms.addAlias("alias/tenants", kms.addKey(TENANTS));
    kms.addAlias("alias/payroll", kms.addKey(PAYROLL));
    kms.addKeyWithArn(PARTNER);
  }

  List<Step> steps() {
    return Stream.of(orders(), tenants(), reEncrypt(), partner(), management())
        .flatMap(List::stream)
        .toList();
  }

  /** Calls about the key of the orders. */
  private List<Step> orders() {
    return List.of(
        new Step(
            "GenerateDataKey",
            "alias/orders",
            Decision.ALLOWED,
            kms -> kms.generateDataKey(r -> r.keyId("alias/orders").keySpec(DataKeySpec.AES_256))),
        new Step(
            "Encrypt",
            "key 1234abcd...",
            Decision.ALLOWED,
            kms -> order.set(kms.encrypt(r -> r.keyId(ORDERS).plaintext(SECRET)).ciphertextBlob())),
        new Step(
            "Decrypt",
            "key 1234abcd...",
            Decision.ALLOWED,
            kms -> kms.decrypt(r -> r.keyId(ORDERS).ciphertextBlob(order.get()))),
        new Step(
            "Decrypt",
            "(no key id)",
            Decision.INDETERMINATE,
            kms -> kms.decrypt(r -> r.ciphertextBlob(order.get()))));
  }

  /** Calls whose encryption context counts. */
  private List<Step> tenants() {
    return List.of(
        new Step(
            "Encrypt",
            "alias/tenants {tenant=blue}",
            Decision.ALLOWED,
            kms -> encryptFor(kms, BLUE)),
        new Step(
            "Decrypt",
            "alias/tenants {tenant=blue}",
            Decision.ALLOWED,
            kms -> decryptFor(kms, BLUE)),
        new Step(
            "Decrypt",
            "alias/tenants {tenant=red}",
            Decision.EXPLICIT_DENY,
            kms -> decryptFor(kms, RED)));
  }

  private void encryptFor(KmsClient kms, Map<String, String> context) {
    tenant.set(
        kms.encrypt(r -> r.keyId("alias/tenants").plaintext(SECRET).encryptionContext(context))
            .ciphertextBlob());
  }

  private void decryptFor(KmsClient kms, Map<String, String> context) {
    kms.decrypt(
        r -> r.keyId("alias/tenants").ciphertextBlob(tenant.get()).encryptionContext(context));
  }

  /** Calls that need two checks, and a key policy that delegates nothing. */
  private List<Step> reEncrypt() {
    return List.of(
        new Step(
            "Encrypt",
            "alias/payroll",
            Decision.IMPLICIT_DENY,
            kms -> kms.encrypt(r -> r.keyId("alias/payroll").plaintext(SECRET))),
        new Step(
            "ReEncrypt",
            "alias/orders -> alias/tenants",
            Decision.ALLOWED,
            kms ->
                kms.reEncrypt(
                    r ->
                        r.ciphertextBlob(order.get())
                            .sourceKeyId("alias/orders")
                            .destinationKeyId("alias/tenants")
                            .destinationEncryptionContext(BLUE))),
        new Step(
            "ReEncrypt",
            "alias/orders -> alias/payroll",
            Decision.IMPLICIT_DENY,
            kms ->
                kms.reEncrypt(
                    r ->
                        r.ciphertextBlob(order.get())
                            .sourceKeyId("alias/orders")
                            .destinationKeyId("alias/payroll"))));
  }

  /** Calls on a key of another account. */
  private List<Step> partner() {
    return List.of(
        new Step(
            "GenerateDataKey",
            "key of account 444455556666",
            Decision.ALLOWED,
            kms ->
                shared.set(
                    kms.generateDataKey(r -> r.keyId(PARTNER).keySpec(DataKeySpec.AES_256))
                        .ciphertextBlob())),
        new Step(
            "Decrypt",
            "key of account 444455556666",
            Decision.IMPLICIT_DENY,
            kms -> kms.decrypt(r -> r.keyId(PARTNER).ciphertextBlob(shared.get()))));
  }

  /** Calls that manage keys. */
  private List<Step> management() {
    return List.of(
        new Step("ListKeys", "", Decision.ALLOWED, kms -> kms.listKeys()),
        new Step("CreateKey", "", Decision.EXPLICIT_DENY, kms -> kms.createKey()),
        new Step(
            "CreateAlias",
            "alias/new for key 1234abcd...",
            Decision.IMPLICIT_DENY,
            kms -> kms.createAlias(r -> r.aliasName("alias/new").targetKeyId(ORDERS))),
        new Step(
            "ScheduleKeyDeletion",
            "key 1234abcd...",
            Decision.EXPLICIT_DENY,
            kms -> kms.scheduleKeyDeletion(r -> r.keyId(ORDERS))));
  }
}
