package io.kmspolicy.benchmarks.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The population {@code fleet}: the roles and keys of an organization of twenty accounts, and
 * requests of which about 70 % are allowed, 20 % denied and 10 % indeterminate.
 */
public final class FleetWorkload {

  private static final long SEED = 20_261_125;

  private FleetWorkload() {}

  /**
   * Generates a fleet.
   *
   * @param keys the number of keys
   * @param requests the number of requests
   */
  public static Workload of(int keys, int requests) {
    Random random = new Random(SEED);
    FleetOrganization organization = new FleetOrganization();
    FleetKeys fleetKeys = new FleetKeys(keys, random, organization);
    FleetRoles roles = new FleetRoles(fleetKeys, random, organization);
    List<PolicyText> texts = new ArrayList<>(organization.texts());
    texts.addAll(roles.texts());
    texts.addAll(fleetKeys.texts());
    return new Workload(
        new Population(roles.entries(), fleetKeys.entries()),
        texts,
        new FleetRequests(fleetKeys.entries(), random).draw(requests));
  }
}
