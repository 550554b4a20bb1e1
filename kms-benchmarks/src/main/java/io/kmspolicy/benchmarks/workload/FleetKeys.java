package io.kmspolicy.benchmarks.workload;

import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.reader.GrantReader;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The keys of the fleet, each with a key policy that is parsed separately from the text of a
 * template.
 */
final class FleetKeys {

  private static final int KEYS_PER_GRANTED_KEY = 10;
  private static final int GRANTS = 3;

  private final Random random;
  private final FleetOrganization organization;
  private final Map<String, PolicyText> texts = new HashMap<>();
  private final List<KeyEntry> entries = new ArrayList<>();
  private final List<List<Integer>> byAccount = new ArrayList<>();

  FleetKeys(int count, Random random, FleetOrganization organization) {
    this.random = random;
    this.organization = organization;
    Places places = new Places(random);
    for (int account = 0; account < Places.ACCOUNTS; account++) {
      byAccount.add(new ArrayList<>());
    }
    for (int number = 0; number < count; number++) {
      int account = accountOf(number);
      byAccount.get(account).add(number);
      entries.add(
          entry(
              number,
              new KmsResource.Key(
                  "aws", places.region(), Places.account(account), places.keyId())));
    }
  }

  /** The account of a key, by the key's number. */
  static int accountOf(int key) {
    return key % Places.ACCOUNTS;
  }

  /** The template of a key's policy, by the key's number. */
  static KeyPolicyTemplate templateOf(int key) {
    return KeyPolicyTemplate.of(key / Places.ACCOUNTS % KeyPolicyTemplate.COUNT);
  }

  private KeyEntry entry(int number, KmsResource.Key key) {
    int account = accountOf(number);
    KeyPolicyTemplate template = templateOf(number);
    PolicyText text =
        texts.computeIfAbsent(
            template.number() + " " + account, name -> template.policyFor(account));
    boolean granted = number % KEYS_PER_GRANTED_KEY == KEYS_PER_GRANTED_KEY - 1;
    return new KeyEntry(
        key,
        PolicyLayer.of(text.read()),
        granted ? grants(key, account) : GrantLayer.none(),
        organization.resourceControl(account));
  }

  private GrantLayer grants(KmsResource.Key key, int account) {
    List<String> grants = new ArrayList<>();
    for (int i = 0; i < GRANTS; i++) {
      int role = random.nextInt(FleetRoles.COUNT);
      String constraint =
          i == 0
              ? "\"Constraints\": {\"EncryptionContextSubset\": {\"service\": \"orders\"}},\n      "
              : "";
      grants.add(
          """
          {
                "GrantId": "%016x%016x%016x%016x",
                "KeyId": "%s",
                "GranteePrincipal": "%s",
                "Operations": ["Decrypt", "GenerateDataKey", "DescribeKey"],
                %s"IssuingAccount": "%s",
                "CreationDate": 1732406400.0
              }"""
              .formatted(
                  random.nextLong(),
                  random.nextLong(),
                  random.nextLong(),
                  random.nextLong(),
                  key.arn(),
                  FleetRoles.arn(role),
                  constraint,
                  Places.root(account)));
    }
    String json = "{\n  \"Grants\": [\n    " + String.join(",\n    ", grants) + "\n  ]\n}\n";
    return new GrantLayer.Known(GrantReader.create().read(json));
  }

  List<KeyEntry> entries() {
    return entries;
  }

  /** A key of an account at random. */
  KmsResource.Key someKeyOf(int account) {
    List<Integer> numbers = byAccount.get(account);
    return entries.get(numbers.get(random.nextInt(numbers.size()))).key();
  }

  List<PolicyText> texts() {
    return texts.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(Map.Entry::getValue)
        .toList();
  }
}
