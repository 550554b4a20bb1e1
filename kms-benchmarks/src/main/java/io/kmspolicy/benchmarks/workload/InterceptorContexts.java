package io.kmspolicy.benchmarks.workload;

import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.HashMap;
import java.util.Map;

/**
 * The condition contexts of calls as the interceptor of the AWS SDK makes them: twelve keys, of
 * which it cannot tell three, and no tag of the caller or of the key. Contexts with the same values
 * are one object, as the context of a real call is in the processor's cache. Not thread-safe.
 */
final class InterceptorContexts {

  /** How many encryption contexts there are. */
  static final int TENANTS = 4;

  /** Of an operation without an encryption context. */
  static final int NO_TENANT = -1;

  private final Map<Traits, RequestContext> known = new HashMap<>();

  /** What contexts differ in; the caller and the key are of one account. */
  private record Traits(String account, String region, int tenant) {}

  /** The context of a call about a key, with an encryption context. */
  RequestContext of(KmsResource.Key key, int tenant) {
    return known.computeIfAbsent(
        new Traits(key.accountId(), key.region(), tenant), InterceptorContexts::context);
  }

  private static RequestContext context(Traits traits) {
    RequestContext.Builder context =
        RequestContext.builder()
            .put("aws:PrincipalAccount", traits.account())
            .put("aws:PrincipalIsAWSService", "false")
            .put("kms:CallerAccount", traits.account())
            .put("aws:ResourceAccount", traits.account())
            .put("aws:RequestedRegion", traits.region())
            .put("aws:SecureTransport", "true")
            .put("aws:ViaAWSService", "false")
            .unknown("aws:PrincipalOrgID")
            .unknown("aws:ResourceOrgID")
            .unknown("kms:ResourceAliases")
            .unknown("aws:PrincipalTag/*")
            .unknown("aws:ResourceTag/*");
    return traits.tenant() == NO_TENANT
        ? context.build()
        : context
            .put("kms:EncryptionContext:tenant", "tenant-" + traits.tenant())
            .put("kms:EncryptionContextKeys", "tenant")
            .build();
  }
}
