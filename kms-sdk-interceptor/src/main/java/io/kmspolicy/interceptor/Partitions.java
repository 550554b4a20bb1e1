package io.kmspolicy.interceptor;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;

/** The partitions of Regions. The SDK finds each by regular expressions, which takes 7 kB. */
final class Partitions {

  private static final int MOST = 1_000;

  private final Map<Region, String> found = new ConcurrentHashMap<>();

  String of(Region region) {
    String known = found.get(region);
    return known == null ? find(region) : known;
  }

  private String find(Region region) {
    String partition = PartitionMetadata.of(region).id();
    if (found.size() < MOST) {
      found.put(region, partition);
    }
    return partition;
  }
}
