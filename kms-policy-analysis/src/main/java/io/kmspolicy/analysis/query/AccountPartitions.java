package io.kmspolicy.analysis.query;

import io.kmspolicy.model.catalogue.Partition;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The partition of each account, which the Regions of its keys and the ARNs of its principals tell.
 * An account with neither is in a partition of the others.
 */
final class AccountPartitions {

  private final Map<String, Set<String>> byAccount = new HashMap<>();
  private final Set<String> all = new TreeSet<>();

  private AccountPartitions() {}

  static AccountPartitions of(
      Collection<KmsResource.Key> keys, Collection<? extends Caller.AccountCaller> callers) {
    AccountPartitions partitions = new AccountPartitions();
    keys.forEach(key -> partitions.add(key.accountId(), key.partition()));
    callers.forEach(caller -> partitions.add(caller.accountId(), caller.partition()));
    if (partitions.all.isEmpty()) {
      partitions.all.add(Partition.all().get(0));
    }
    return partitions;
  }

  private void add(String accountId, String partition) {
    byAccount.computeIfAbsent(accountId, unused -> new TreeSet<>()).add(partition);
    all.add(partition);
  }

  /** The partitions of an account: one, unless the directory does not tell. */
  Set<String> of(String accountId) {
    return byAccount.getOrDefault(accountId, all);
  }
}
