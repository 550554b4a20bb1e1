package io.kmspolicy.engine;

import io.kmspolicy.engine.Worlds.LayerName;
import io.kmspolicy.engine.Worlds.World;
import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.FederatingUser;
import io.kmspolicy.model.request.Caller.RolePath;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * Makes inputs of generated requests unknown, and known again: condition keys, prefixes of
 * condition keys, layers, grants, the key, the path of a role and the user of a federated session.
 */
public final class Unknowns {

  private static final String PAIRS = "kms:EncryptionContext:";
  private static final String PAIR_NAMES = "kms:EncryptionContextKeys";
  private static final String OPERATIONS = "kms:GrantOperations";
  private static final String CONSTRAINT_TYPE = "kms:GrantConstraintType";
  private static final List<String> GRANT_KEYS = List.of(OPERATIONS, CONSTRAINT_TYPE);

  /**
   * The true values of all unknown inputs.
   *
   * @param context the condition keys
   * @param pairs additional pairs of the encryption context
   * @param layers the policies and grants
   * @param key the key
   * @param path the path of the role
   * @param user the user of a federated session
   */
  record Truth(
      RequestContext context,
      Map<String, String> pairs,
      PolicySet layers,
      KmsResource.Key key,
      RolePath path,
      FederatingUser user) {}

  private Unknowns() {}

  /** Requests in which any input may be unknown. */
  public static Arbitrary<World> partial() {
    Arbitrary<Set<LayerName>> layers = Arbitraries.of(LayerName.class).set().ofMaxSize(2);
    return Combinators.combine(Worlds.any().onSomeKey(), layers, names(), present(), prefixes())
        .as(
            (world, unknown, names, present, prefixes) -> {
              PolicySet.Builder policies = world.policies().toBuilder();
              unknown.forEach(layer -> forget(policies, layer));
              RequestContext.Builder context =
                  ((RequestContext) world.request().context()).toBuilder();
              names.forEach(name -> context.set(name, ContextValue.unknown()));
              present.forEach(name -> context.set(name, ContextValue.presentUnknown()));
              prefixes.forEach(context::unknown);
              return world.with(policies.build()).in(context.build());
            });
  }

  private static Arbitrary<Set<String>> names() {
    List<String> names = new ArrayList<>(ConditionKeys.NAMES);
    names.addAll(GRANT_KEYS);
    return Arbitraries.of(names).set().ofMaxSize(3);
  }

  private static Arbitrary<Set<String>> present() {
    return Arbitraries.of(ConditionKeys.NAMES)
        .set()
        .ofMaxSize(1)
        .optional(0.3)
        .map(names -> names.orElse(Set.of()));
  }

  private static Arbitrary<Set<String>> prefixes() {
    return Arbitraries.of(PAIRS + "*", "aws:PrincipalTag/*", "aws:*", "kms:*", "x:*")
        .set()
        .ofMaxSize(2)
        .optional(0.3)
        .map(prefixes -> prefixes.orElse(Set.of()));
  }

  private static void forget(PolicySet.Builder set, LayerName layer) {
    switch (layer) {
      case IDENTITY -> set.identity(PolicyLayer.unknown());
      case BOUNDARY -> set.permissionsBoundary(PolicyLayer.unknown());
      case SESSION -> set.session(PolicyLayer.unknown());
      case SERVICE_CONTROL -> set.serviceControl(OrganizationLayer.unknown());
      case RESOURCE_CONTROL -> set.resourceControl(OrganizationLayer.unknown());
      case KEY -> set.key(PolicyLayer.unknown());
      case GRANTS -> set.grants(GrantLayer.unknown());
      case ENDPOINT -> set.vpcEndpoint(PolicyLayer.unknown());
    }
  }

  /** True values of all inputs that {@link #partial()} can make unknown. */
  static Arbitrary<Truth> truths() {
    Arbitrary<KmsResource.Key> keys =
        Arbitraries.of(
                Worlds.KEY,
                Worlds.KEY,
                "arn:aws:kms:us-west-2:111122223333:key/mrk-1",
                "arn:aws:kms:us-west-2:444455556666:key/1234abcd")
            .map(arn -> (KmsResource.Key) KmsResource.parse(arn));
    Arbitrary<RolePath> paths =
        Arbitraries.of("/", "/team/", "/aws-service-role/x.amazonaws.com/")
            .map(RolePath.Known::new);
    Arbitrary<FederatingUser> users =
        Arbitraries.of(
            new FederatingUser.Nobody(),
            new FederatingUser.Named("alice"),
            new FederatingUser.Named("bob"));
    // Two spellings of one name would be two values of a single-valued key.
    Arbitrary<Map<String, String>> pairs =
        Arbitraries.oneOf(pairs(List.of("a", "b")), pairs(List.of("A", "b")));
    return Combinators.combine(contexts(), pairs, Worlds.any().policySets(), keys, paths, users)
        .as(Truth::new);
  }

  private static Arbitrary<Map<String, String>> pairs(List<String> names) {
    return Arbitraries.maps(Arbitraries.of(names), Arbitraries.of("a", "b", "", "ab")).ofMaxSize(2);
  }

  /** Contexts that may also describe a new grant. */
  private static Arbitrary<RequestContext> contexts() {
    Arbitrary<List<String>> operations =
        Arbitraries.of("Decrypt", "Encrypt", "RetireGrant").list().ofMaxSize(2);
    Arbitrary<String> types =
        Arbitraries.of("", "EncryptionContextEquals", "EncryptionContextSubset");
    return Combinators.combine(Worlds.any().contexts(), operations, types)
        .as(
            (context, listed, type) -> {
              RequestContext.Builder builder = context.toBuilder();
              if (!listed.isEmpty()) {
                builder.put(OPERATIONS, listed);
              }
              if (!type.isEmpty()) {
                builder.put(CONSTRAINT_TYPE, type);
              }
              return builder.build();
            });
  }

  /** A completion of a partial request: the same request with every input known. */
  static World fill(World partial, Truth truth) {
    return learn(partial, truth, unknown -> true);
  }

  /**
   * A request in which some of the unknown inputs are known.
   *
   * @param learned which unknown condition keys, prefixes (with a {@code *}), layers and other
   *     things are
   */
  static World learn(World partial, Truth truth, Predicate<String> learned) {
    World world = partial;
    if (learned.test("caller")) {
      world = world.by(caller(world.request().caller(), truth));
    }
    boolean foundKey = isUnknownKey(world) && learned.test("key");
    PolicySet before = world.policies();
    if (foundKey) {
      KmsResource.Key key = key(world, truth);
      world = world.on(key, world.request().resourceAccount());
      before = before.toBuilder().key(PolicyLayer.unknown()).grants(GrantLayer.unknown()).build();
    }
    World withLayers = world.with(layers(before, truth.layers(), learned));
    return withLayers.in(context(withLayers, truth, learned));
  }

  private static boolean isUnknownKey(World world) {
    return RequestAttributes.of(world.request(), KmsCatalogue.bundled()).isUnknownKey();
  }

  /** The true key, moved to the account that the request states, or that an alias tells. */
  private static KmsResource.Key key(World world, Truth truth) {
    String stated = world.request().resourceAccount();
    String account = stated.isEmpty() ? world.request().resource().owner() : stated;
    KmsResource.Key key = truth.key();
    return account.isEmpty()
        ? key
        : new KmsResource.Key(key.partition(), key.region(), account, key.keyId());
  }

  private static Caller caller(Caller caller, Truth truth) {
    if (caller instanceof Caller.RoleSession session
        && session.path() instanceof RolePath.Unknown) {
      boolean linked = session.roleName().startsWith("AWSServiceRole");
      return session.withPath(
          linked || !truth.path().equals(new RolePath.Known("/aws-service-role/x.amazonaws.com/"))
              ? truth.path()
              : RolePath.root());
    }
    return caller instanceof Caller.FederatedUser federated
            && federated.user() instanceof FederatingUser.Unidentified
        ? federated.madeBy(truth.user())
        : caller;
  }

  private static PolicySet layers(PolicySet set, PolicySet truth, Predicate<String> learned) {
    return new PolicySet(
        layer(set.identity(), truth.identity(), learned, "identity"),
        layer(set.permissionsBoundary(), truth.permissionsBoundary(), learned, "boundary"),
        layer(set.session(), truth.session(), learned, "session"),
        layer(set.serviceControl(), truth.serviceControl(), learned, "serviceControl"),
        layer(set.resourceControl(), truth.resourceControl(), learned, "resourceControl"),
        layer(set.key(), truth.key(), learned, "keyPolicy"),
        set.grants() instanceof GrantLayer.Unknown && learned.test("grants")
            ? truth.grants()
            : set.grants(),
        layer(set.vpcEndpoint(), truth.vpcEndpoint(), learned, "vpcEndpoint"));
  }

  private static PolicyLayer layer(
      PolicyLayer layer, PolicyLayer truth, Predicate<String> learned, String name) {
    return layer instanceof PolicyLayer.Unknown && learned.test(name) ? truth : layer;
  }

  private static OrganizationLayer layer(
      OrganizationLayer layer, OrganizationLayer truth, Predicate<String> learned, String name) {
    return layer instanceof OrganizationLayer.Unknown && learned.test(name) ? truth : layer;
  }

  private static RequestContext context(World world, Truth truth, Predicate<String> learned) {
    RequestContext partial = (RequestContext) world.request().context();
    RequestContext values = values(partial, truth);
    RequestContext.Builder known = RequestContext.builder();
    partial.unknownPrefixes().stream()
        .filter(prefix -> !learned.test(prefix + "*"))
        .forEach(prefix -> known.unknown(prefix + "*"));
    for (String name : partial.spellings()) {
      if (!isOpen(partial, name)) {
        known.set(name, partial.get(lower(name)));
      } else if (!values.values().containsKey(lower(name))) {
        known.set(name, learned.test(name) ? ContextValue.absent() : partial.get(lower(name)));
      }
    }
    for (String name : values.spellings()) {
      ContextValue before = partial.get(lower(name));
      known.set(name, learned.test(name) ? values.get(lower(name)) : before);
    }
    return known.build();
  }

  private static boolean isOpen(RequestContext context, String name) {
    ContextValue value = context.get(lower(name));
    return value instanceof ContextValue.Unknown || value instanceof ContextValue.PresentUnknown;
  }

  /**
   * The values of the unknown keys: a key that is known to be present is not empty, and the list of
   * encryption context keys contains the names of the pairs (rules 6.12, 6.13).
   */
  private static RequestContext values(RequestContext partial, Truth truth) {
    RequestContext.Builder builder = RequestContext.builder();
    for (Map.Entry<String, ContextValue> held : truth.context().values().entrySet()) {
      if (isOpen(partial, held.getKey()) && !held.getKey().startsWith(lower(PAIRS))) {
        builder.set(held.getKey(), held.getValue());
      }
    }
    for (Map.Entry<String, String> pair : truth.pairs().entrySet()) {
      if (isOpen(partial, PAIRS + pair.getKey())) {
        builder.set(PAIRS + pair.getKey(), ContextValue.of(pair.getValue()));
      }
    }
    RequestContext found = builder.build();
    for (String name : ConditionKeys.NAMES) {
      if (partial.get(lower(name)) instanceof ContextValue.PresentUnknown) {
        builder.set(name, ConditionKeys.filled(name, found.get(lower(name))));
      }
    }
    found = builder.build();
    if (isOpen(partial, PAIR_NAMES)) {
      Set<String> listed = new TreeSet<>(partial.namesUnder(lower(PAIRS)));
      listed.addAll(found.namesUnder(lower(PAIRS)));
      boolean mayBeAbsent = partial.get(lower(PAIR_NAMES)) instanceof ContextValue.Unknown;
      if (!listed.isEmpty()) {
        builder.set(PAIR_NAMES, new ContextValue.Present(List.copyOf(listed)));
      } else if (mayBeAbsent) {
        builder.set(PAIR_NAMES, ContextValue.absent());
      }
    }
    return builder.build();
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
