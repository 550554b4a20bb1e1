import com.amazonaws.encryptionsdk.AwsCrypto;
import com.amazonaws.encryptionsdk.kmssdkv2.KmsMasterKeyProvider;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.cryptography.materialproviders.IClientSupplier;
import software.amazon.cryptography.materialproviders.IKeyring;
import software.amazon.cryptography.materialproviders.MaterialProviders;
import software.amazon.cryptography.materialproviders.model.CollectionOfErrors;
import software.amazon.cryptography.materialproviders.model.CreateAwsKmsDiscoveryMultiKeyringInput;
import software.amazon.cryptography.materialproviders.model.CreateAwsKmsMultiKeyringInput;
import software.amazon.cryptography.materialproviders.model.DiscoveryFilter;
import software.amazon.cryptography.materialproviders.model.MaterialProvidersConfig;

/**
 * Uses the AWS Encryption SDK with keys of which two are denied: keyrings and master key providers,
 * strict and in discovery mode, fall through to the key that is allowed.
 */
final class EncryptionSdkTrial {

  private static final byte[] DATA = "plaintext".getBytes(StandardCharsets.UTF_8);
  private static final Map<String, String> CONTEXT = Map.of("purpose", "trial");

  private final World world;
  private final AwsCrypto crypto = AwsCrypto.standard();
  private final MaterialProviders providers =
      MaterialProviders.builder()
          .MaterialProvidersConfig(MaterialProvidersConfig.builder().build())
          .build();

  private EncryptionSdkTrial(World world) {
    this.world = world;
  }

  public static void main(String[] arguments) throws Exception {
    World.run(
        arguments,
        world -> {
          byte[] ciphertext = encryptedUnderAllKeys(world);
          world.awaitPolicies();
          new EncryptionSdkTrial(world).run(ciphertext);
        });
  }

  /** Encrypts as somebody who may use all keys: this client has no interceptor in mode CODE. */
  private static byte[] encryptedUnderAllKeys(World world) {
    EncryptionSdkTrial trial = new EncryptionSdkTrial(world);
    KmsClient plain = world.bypassing();
    return trial.encrypt(
        trial.keyring(input -> plain, world.denied, world.notAllowed, world.allowed));
  }

  private void run(byte[] ciphertext) {
    KmsClient kms = world.kms();
    IClientSupplier supplier = input -> kms;
    String allowed = world.allowed;
    String denied = world.denied;
    String notAllowed = world.notAllowed;

    world.succeeds(
        "keyring: encrypt under the allowed key",
        () -> decrypt(keyring(supplier, allowed), encrypt(keyring(supplier, allowed))));
    world.failsIfEnforced(
        "keyring: encrypt with a denied child",
        "Child keyring failed", // The library keeps the reason to itself.
        () -> encrypt(keyring(supplier, allowed, denied)));
    world.failsIfEnforced(
        "keyring: encrypt with a denied generator",
        "NotTheApp",
        () -> encrypt(keyring(supplier, denied, allowed)));
    long before = world.stopped();
    world.succeeds(
        "multi-keyring: decrypt falls through two denied keys",
        () -> decrypt(keyring(supplier, denied, notAllowed, allowed), ciphertext));
    world.check(
        "multi-keyring: two calls were stopped",
        world.stopped() - before == (world.enforces() ? 2 : 0));
    world.failsIfEnforced(
        "multi-keyring: decrypt with denied keys only",
        "NotTheApp",
        () -> decryptWithCause(keyring(supplier, denied, notAllowed), ciphertext));
    world.succeeds(
        "discovery keyring: decrypt falls through two denied keys",
        () -> decrypt(discovery(supplier), ciphertext));

    KmsMasterKeyProvider strict =
        KmsMasterKeyProvider.builder()
            .customRegionalClientSupplier(region -> kms)
            .buildStrict(denied, notAllowed, allowed);
    KmsMasterKeyProvider discovery =
        KmsMasterKeyProvider.builder().customRegionalClientSupplier(region -> kms).buildDiscovery();
    world.succeeds(
        "master key provider: decrypt falls through two denied keys",
        () -> same(crypto.decryptData(strict, ciphertext).getResult()));
    world.succeeds(
        "master key provider, discovery: decrypt falls through two denied keys",
        () -> same(crypto.decryptData(discovery, ciphertext).getResult()));
    world.failsIfEnforced(
        "master key provider: encrypt with denied keys",
        "NotTheApp",
        () -> crypto.encryptData(strict, DATA, CONTEXT).getResult());
  }

  private IKeyring keyring(IClientSupplier supplier, String generator, String... others) {
    CreateAwsKmsMultiKeyringInput.Builder input =
        CreateAwsKmsMultiKeyringInput.builder().generator(generator).clientSupplier(supplier);
    if (others.length > 0) {
      input.kmsKeyIds(Arrays.asList(others));
    }
    return providers.CreateAwsKmsMultiKeyring(input.build());
  }

  private IKeyring discovery(IClientSupplier supplier) {
    return providers.CreateAwsKmsDiscoveryMultiKeyring(
        CreateAwsKmsDiscoveryMultiKeyringInput.builder()
            .regions(List.of(World.REGION.id()))
            .discoveryFilter(
                DiscoveryFilter.builder()
                    .partition("aws")
                    .accountIds(List.of(World.ACCOUNT))
                    .build())
            .clientSupplier(supplier)
            .build());
  }

  private byte[] encrypt(IKeyring keyring) {
    return crypto.encryptData(keyring, DATA, CONTEXT).getResult();
  }

  private byte[] decrypt(IKeyring keyring, byte[] ciphertext) {
    return same(crypto.decryptData(keyring, ciphertext, CONTEXT).getResult());
  }

  /** Puts the first of several errors where a log shows it. */
  private byte[] decryptWithCause(IKeyring keyring, byte[] ciphertext) {
    try {
      return decrypt(keyring, ciphertext);
    } catch (CollectionOfErrors e) {
      RuntimeException first = e;
      while (first instanceof CollectionOfErrors several) {
        first = several.list().get(0);
      }
      throw new IllegalStateException(e.getMessage(), first);
    }
  }

  private static byte[] same(byte[] decrypted) {
    if (!Arrays.equals(decrypted, DATA)) {
      throw new IllegalStateException("decrypted to something else");
    }
    return decrypted;
  }
}
