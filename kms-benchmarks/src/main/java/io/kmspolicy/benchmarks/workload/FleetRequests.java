package io.kmspolicy.benchmarks.workload;

import io.kmspolicy.model.request.RequestContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** Generates the requests of the fleet; roles and keys are drawn by Zipf's law. */
final class FleetRequests {

  private static final int TEAMS = 2;
  private static final double OWN_ACCOUNT = 0.98;
  private static final double FITTING = 0.72;
  private static final double BLIND = 0.25;
  private static final List<String> REST =
      List.of(
          "kms:DescribeKey",
          "kms:GenerateDataKeyWithoutPlaintext",
          "kms:ReEncryptFrom",
          "kms:CreateGrant",
          "kms:GetKeyPolicy",
          "kms:ScheduleKeyDeletion");

  private final Random random;
  private final List<KeyEntry> keys;
  private final Zipf keyRanks;
  private final Zipf roleRanks;
  private final List<Integer> keyOrder;
  private final List<Integer> roleOrder;
  private final Map<ContextTraits, RequestContext> contexts = new HashMap<>();

  /** How much of the context that a key policy requires is in the request. */
  private enum Fit {
    /** All of it. */
    FITTING,
    /** None of it. */
    UNFIT,
    /** Unknown to the client. */
    BLIND
  }

  /**
   * The attributes in which contexts differ. Few contexts are distinct, since in a real client the
   * context is in the processor's cache.
   */
  private record ContextTraits(String region, int team, Fit fit, String viaServiceOf) {}

  FleetRequests(List<KeyEntry> keys, Random random) {
    this.keys = keys;
    this.random = random;
    this.keyRanks = new Zipf(keys.size(), random);
    this.roleRanks = new Zipf(FleetRoles.COUNT, random);
    this.keyOrder = shuffled(keys.size());
    this.roleOrder = shuffled(FleetRoles.COUNT);
  }

  private List<Integer> shuffled(int count) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, count).boxed().toList());
    Collections.shuffle(order, random);
    return order;
  }

  List<Request> draw(int count) {
    List<Request> requests = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int role = roleOrder.get(roleRanks.next());
      int key = keyFor(FleetRoles.accountOf(role));
      requests.add(new Request(role, key, action(), context(role, key)));
    }
    return requests;
  }

  /** Most requests are for a key of the caller's account. */
  private int keyFor(int account) {
    boolean own = random.nextDouble() < OWN_ACCOUNT;
    int key = keyOrder.get(keyRanks.next());
    while (own && FleetKeys.accountOf(key) != account) {
      key = keyOrder.get(keyRanks.next());
    }
    return key;
  }

  private String action() {
    int percent = random.nextInt(100);
    if (percent < 60) {
      return "kms:Decrypt";
    }
    if (percent < 85) {
      return "kms:GenerateDataKey";
    }
    return percent < 95 ? "kms:Encrypt" : REST.get(random.nextInt(REST.size()));
  }

  private RequestContext context(int role, int key) {
    double share = random.nextDouble();
    Fit fit = share < FITTING ? Fit.FITTING : share < FITTING + BLIND ? Fit.BLIND : Fit.UNFIT;
    boolean viaService =
        fit == Fit.FITTING
            && FleetKeys.templateOf(key).kind() == KeyPolicyTemplate.Kind.VIA_SERVICE;
    return contexts.computeIfAbsent(
        new ContextTraits(
            keys.get(key).key().region(),
            role / Places.ACCOUNTS % TEAMS,
            fit,
            viaService ? Places.account(FleetRoles.accountOf(role)) : ""),
        FleetRequests::context);
  }

  private static RequestContext context(ContextTraits traits) {
    RequestContext.Builder context =
        RequestContext.builder()
            .put("aws:RequestedRegion", traits.region())
            .put("aws:SecureTransport", "true")
            .put("aws:PrincipalOrgID", FleetOrganization.ID)
            .put("aws:PrincipalTag/team", "team-" + traits.team())
            .put("aws:PrincipalIsAWSService", "false")
            .put("kms:EncryptionContext:tenant", "tenant-" + traits.team());
    return switch (traits.fit()) {
      case FITTING -> fitting(context, traits).build();
      case UNFIT ->
          context
              .put("aws:SourceIp", "203.0.113.7")
              .put("aws:SourceVpce", "vpce-0000000000000000f")
              .put("kms:EncryptionContext:service", "search")
              .build();
      case BLIND ->
          context
              .unknown("aws:SourceIp")
              .unknown("aws:SourceVpce")
              .unknown("aws:ResourceTag/*")
              .unknown("kms:EncryptionContext:service")
              .unknown("kms:ViaService")
              .build();
    };
  }

  private static RequestContext.Builder fitting(
      RequestContext.Builder context, ContextTraits traits) {
    context.put("aws:SourceVpce", KeyPolicyTemplate.ENDPOINT);
    return traits.viaServiceOf().isEmpty()
        ? context
            .put("aws:SourceIp", "10.1.2.3")
            .put("kms:EncryptionContext:service", KeyPolicyTemplate.SERVICE)
        : context
            .put("kms:CallerAccount", traits.viaServiceOf())
            .put("kms:ViaService", "s3." + traits.region() + ".amazonaws.com");
  }
}
