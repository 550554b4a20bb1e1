package io.kmspolicy.model.catalogue;

import java.util.List;
import java.util.Optional;
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
          new Prefix("cn-", "aws-cn", "cn-north-1"),
          new Prefix("us-gov-", "aws-us-gov", "us-gov-west-1"),
          new Prefix("us-iso-", "aws-iso", "us-iso-east-1"),
          new Prefix("us-isob-", "aws-iso-b", "us-isob-east-1"),
          new Prefix("eu-isoe-", "aws-iso-e", "eu-isoe-west-1"),
          new Prefix("us-isof-", "aws-iso-f", "us-isof-south-1"),
          new Prefix("eusc-", "aws-eusc", "eusc-de-east-1"));

  private static final List<String> ALL =
      Stream.concat(Stream.of(DEFAULT), PREFIXES.stream().map(Prefix::partition)).toList();

  /**
   * The Regions of a partition.
   *
   * @param example one of them
   */
  private record Prefix(String region, String partition, String example) {}

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

  /** A Region of a partition; empty if there is no such partition. */
  public static Optional<String> someRegionOf(String partition) {
    return partition.equals(DEFAULT)
        ? Optional.of("us-east-1")
        : PREFIXES.stream()
            .filter(prefix -> prefix.partition().equals(partition))
            .map(Prefix::example)
            .findFirst();
  }
}
