package io.kmspolicy.interceptor.request;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.SdkInternalExecutionAttribute;

/**
 * The profiles of the clients that have been seen, read once for each client and kept as long as
 * the client. Thread-safe.
 */
public final class ClientProfiles {

  /** Null where a version of the SDK lacks the attribute, which is internal to it. */
  private static final @Nullable ExecutionAttribute<SdkClient> CLIENT = clientAttribute();

  /** A power of two, so large that a few clients hardly ever have the same slot. */
  static final int FEW = 64;

  private final Cache<SdkClient, ClientProfile> profiles = Caffeine.newBuilder().weakKeys().build();

  /** Entries outside of the cache, which needs no bookkeeping: most processes have few clients. */
  private final AtomicReferenceArray<@Nullable Entry> few = new AtomicReferenceArray<>(FEW);

  private static final class Entry extends WeakReference<SdkClient> {
    private final ClientProfile profile;

    Entry(SdkClient client, ClientProfile profile) {
      super(client);
      this.profile = profile;
    }
  }

  private static @Nullable ExecutionAttribute<SdkClient> clientAttribute() {
    try {
      return SdkInternalExecutionAttribute.SDK_CLIENT;
    } catch (LinkageError e) {
      return null;
    }
  }

  /** The profile of the client that makes a call. */
  public ClientProfile of(ExecutionAttributes attributes) {
    SdkClient client = CLIENT == null ? null : attributes.getAttribute(CLIENT);
    if (client == null) {
      return ClientProfile.UNREADABLE;
    }
    int slot = System.identityHashCode(client) & (FEW - 1);
    Entry entry = few.get(slot);
    return entry != null && entry.refersTo(client) ? entry.profile : cached(client, slot);
  }

  /**
   * Leaves a slot to the client that has it, so that clients of one slot do not displace others.
   */
  private ClientProfile cached(SdkClient client, int slot) {
    ClientProfile profile = profiles.get(client, ClientProfile::of);
    Entry entry = few.get(slot);
    if (entry == null || entry.refersTo(null)) {
      few.set(slot, new Entry(client, profile));
    }
    return profile;
  }

  /** The number of clients whose profiles are held. */
  long size() {
    profiles.cleanUp();
    return profiles.estimatedSize();
  }

  /** Whether a request carries plugins, which can change the client's configuration for a call. */
  public static boolean carriesPlugins(SdkRequest request) {
    if (!(request instanceof AwsRequest aws)) {
      return false;
    }
    AwsRequestOverrideConfiguration own = aws.overrideConfiguration().orElse(null);
    return own != null && !own.plugins().isEmpty();
  }
}
