package io.kmspolicy.model.catalogue;

import java.util.List;
import java.util.stream.Stream;

/**
 * Maps an AWS Region to its partition by the Region's prefix.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html">AWS
 *     partitions</a>
 */
public final class Partition {

  private static final String DEFAULT = "aws";

  private static final List<Prefix> PREFIXES =
      List.of(
          new Prefix("cn-", "aws-cn"),
          new Prefix("us-gov-", "aws-us-gov"),
          new Prefix("us-iso-", "aws-iso"),
          new Prefix("us-isob-", "aws-iso-b"),
          new Prefix("eu-isoe-", "aws-iso-e"),
          new Prefix("us-isof-", "aws-iso-f"),
          new Prefix("eusc-", "aws-eusc"));

  private static final List<String> ALL =
      Stream.concat(Stream.of(DEFAULT), PREFIXES.stream().map(Prefix::partition)).toList();

  private record Prefix(String region, String partition) {}

  private Partition() {}

  /** All partitions, {@code aws} first. */
  public static List<String> all() {
    return ALL;
  }

  /** The partition of a Region, such as {@code aws-cn} for {@code cn-north-1}. */
  public static String ofRegion(String region) {
    for (Prefix prefix : PREFIXES) {
      if (region.startsWith(prefix.region())) {
        return prefix.partition();
      }
    }
    return DEFAULT;
  }
}
