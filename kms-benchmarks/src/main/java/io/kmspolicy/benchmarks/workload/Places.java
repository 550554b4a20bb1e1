package io.kmspolicy.benchmarks.workload;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/** The Regions, accounts and key ids over which a population is spread. Not thread-safe. */
final class Places {

  static final List<String> REGIONS =
      List.of(
          "us-east-1",
          "us-east-2",
          "us-west-2",
          "ca-central-1",
          "sa-east-1",
          "eu-west-1",
          "eu-central-1",
          "eu-north-1",
          "ap-south-1",
          "ap-southeast-2",
          "ap-northeast-1",
          "af-south-1");

  static final int ACCOUNTS = 20;

  private static final long FIRST_ACCOUNT = 111_122_220_000L;
  private static final long ACCOUNT_STEP = 10_007;

  private final Random random;
  private final Set<String> firstBlocks = new HashSet<>();

  Places(Random random) {
    this.random = random;
  }

  /** The twelve digits of an account. */
  static String account(int number) {
    return Long.toString(FIRST_ACCOUNT + number * ACCOUNT_STEP);
  }

  /** The ARN of the account's root user, which represents the whole account in policies. */
  static String root(int number) {
    return "arn:aws:iam::" + account(number) + ":root";
  }

  /** A Region at random. */
  String region() {
    return REGIONS.get(random.nextInt(REGIONS.size()));
  }

  /** A new key id. Its first eight digits are unique, so a pattern on them matches one key. */
  String keyId() {
    String id = randomUuid();
    while (!firstBlocks.add(id.substring(0, id.indexOf('-')))) {
      id = randomUuid();
    }
    return id;
  }

  private String randomUuid() {
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }
}
