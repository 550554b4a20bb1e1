package io.kmspolicy.inputs.join;

import io.kmspolicy.inputs.InputClaim;
import io.kmspolicy.inputs.InputClaim.Owner;
import io.kmspolicy.inputs.InputGap;
import io.kmspolicy.inputs.InputKey;
import io.kmspolicy.inputs.InputPrincipal;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Joins what files say about the same keys, users and roles.
 *
 * <p>A layer is known only if no file leaves it open and no other file attaches anything to it. A
 * file that says nothing of a layer leaves it to the others. Files that both settle a layer and
 * differ contradict each other, and are refused.
 */
final class InputMerge {

  /** The number of policies of other files that one gap of an owner names. */
  private static final int SHOWN = 3;

  private final List<InputSource> sources;
  private final Map<KmsResource.Key, InputKey> keys = new LinkedHashMap<>();
  private final Map<Holder, InputPrincipal> principals = new LinkedHashMap<>();

  /** The gaps of the layers that another file settles, by file. */
  private final Set<Gap> settled = new HashSet<>();

  private final Set<InputGap> found = new LinkedHashSet<>();
  private final Set<KmsResource.Key> openGrants = new HashSet<>();

  /** A user or role, whose name is unique in its account whatever its path. */
  private record Holder(String account, Owner kind, String name) {}

  private record Gap(InputSource source, InputGap gap) {}

  /** What one file says about a key, user or role. */
  private record Said<T>(InputSource source, T value) {}

  /** What one file says about a layer. */
  private record Part(InputSource source, String name, PolicyLayer layer) {

    boolean isKnown() {
      return !(layer instanceof PolicyLayer.Unknown);
    }
  }

  InputMerge(List<InputSource> sources) {
    this.sources = sources;
    Map<KmsResource.Key, List<Said<InputKey>>> ofKeys = new LinkedHashMap<>();
    Map<Holder, List<Said<InputPrincipal>>> ofPrincipals = new LinkedHashMap<>();
    for (InputSource source : sources) {
      for (InputKey key : source.state().keys()) {
        ofKeys.computeIfAbsent(key.key(), any -> new ArrayList<>()).add(new Said<>(source, key));
      }
      for (InputPrincipal principal : source.state().principals()) {
        ofPrincipals
            .computeIfAbsent(holder(principal.caller()), any -> new ArrayList<>())
            .add(new Said<>(source, principal));
      }
    }
    ofKeys.forEach((key, said) -> keys.put(key, key(key, said)));
    leaveOutAliases(ofKeys);
    ofPrincipals.forEach((holder, said) -> principals.put(holder, principal(holder, said)));
  }

  /** An alias of two keys is left out, because each file says another key. */
  private void leaveOutAliases(Map<KmsResource.Key, List<Said<InputKey>>> ofKeys) {
    Map<List<String>, Set<KmsResource.Key>> targets = new LinkedHashMap<>();
    for (InputKey key : keys.values()) {
      for (String name : key.aliases()) {
        targets
            .computeIfAbsent(alias(key.key(), name), any -> new LinkedHashSet<>())
            .add(key.key());
      }
    }
    targets.forEach(
        (alias, several) -> {
          if (several.size() > 1) {
            several.forEach(
                key -> keys.computeIfPresent(key, (any, found) -> without(found, alias)));
            KmsResource.Key last = List.copyOf(several).get(several.size() - 1);
            InputSource source = ofKeys.getOrDefault(last, List.of()).get(0).source();
            String reason = "the files say it of several keys, such as `" + last.arn() + "`";
            found.add(new InputGap(alias.get(alias.size() - 1), "", reason, start(source)));
          }
        });
  }

  private static List<String> alias(KmsResource.Key key, String name) {
    return List.of(key.partition(), key.region(), key.accountId(), name);
  }

  private static InputKey without(InputKey key, List<String> alias) {
    return new InputKey(
        key.name(),
        key.key(),
        key.policy(),
        key.grants(),
        key.listedGrants(),
        key.aliases().stream().filter(name -> !alias(key.key(), name).equals(alias)).toList());
  }

  private static Holder holder(Caller.AccountCaller caller) {
    if (caller instanceof Caller.RoleCaller role) {
      return new Holder(role.accountId(), Owner.ROLE, role.roleName());
    }
    String arn = caller.arn();
    return new Holder(caller.accountId(), Owner.USER, arn.substring(arn.lastIndexOf('/') + 1));
  }

  /** The keys. */
  Map<KmsResource.Key, InputKey> keys() {
    return keys;
  }

  /** The users and roles. */
  List<InputPrincipal> principals() {
    return List.copyOf(principals.values());
  }

  /** Whether there may be grants on a key besides those that are listed, whatever is stated. */
  boolean hasOpenGrants(KmsResource.Key key) {
    return openGrants.contains(key);
  }

  /** What the files together leave open. */
  List<InputGap> gaps() {
    List<InputGap> gaps = new ArrayList<>();
    for (InputSource source : sources) {
      source.state().gaps().stream()
          .filter(gap -> !settled.contains(new Gap(source, gap)))
          .forEach(gaps::add);
    }
    gaps.addAll(found);
    return gaps;
  }

  private InputPrincipal principal(Holder holder, List<Said<InputPrincipal>> said) {
    List<Part> identity = new ArrayList<>();
    List<Part> boundary = new ArrayList<>();
    for (Said<InputPrincipal> one : said) {
      InputPrincipal value = one.value();
      identity.add(new Part(one.source(), value.name(), value.identity()));
      boundary.add(new Part(one.source(), value.name(), value.boundary()));
    }
    Caller.AccountCaller caller = caller(said);
    return new InputPrincipal(
        said.get(0).value().name(),
        caller,
        layer(
            caller.arn(),
            InputGap.IDENTITY,
            identity,
            Stream.concat(
                    claims(holder.kind(), Set.of(holder.name()), sourcesOf(said)).stream(),
                    managed(identity, sourcesOf(said)).stream())
                .toList()),
        layer(
            caller.arn(),
            InputGap.BOUNDARY,
            boundary,
            Stream.concat(
                    claims(boundaryOf(holder.kind()), Set.of(holder.name()), sourcesOf(said))
                        .stream(),
                    managed(boundary, sourcesOf(said)).stream())
                .toList()));
  }

  private static Owner boundaryOf(Owner kind) {
    return kind == Owner.USER ? Owner.USER_BOUNDARY : Owner.ROLE_BOUNDARY;
  }

  /** What files say about managed policies that other files attach by name. */
  private List<InputGap> managed(List<Part> parts, Set<InputSource> defining) {
    Set<String> names =
        parts.stream()
            .map(Part::layer)
            .filter(PolicyLayer.Attached.class::isInstance)
            .flatMap(layer -> ((PolicyLayer.Attached) layer).policies().stream())
            .map(NamedPolicy::name)
            .collect(Collectors.toSet());
    return names.isEmpty() ? List.of() : claims(Owner.MANAGED, names, defining);
  }

  /** The user, or the role with the path that a file states. */
  private static Caller.AccountCaller caller(List<Said<InputPrincipal>> said) {
    Said<InputPrincipal> first = said.get(0);
    for (Said<InputPrincipal> one : said) {
      if (isWithPath(one.value()) && !isWithPath(first.value())) {
        first = one;
      }
    }
    for (Said<InputPrincipal> one : said) {
      String arn = one.value().caller().arn();
      if (isWithPath(one.value()) && !arn.equals(first.value().caller().arn())) {
        throw new BadInputException(
            "the files hold different paths of one user or role: `"
                + first.value().caller().arn()
                + "` in "
                + first.source().name()
                + ", `"
                + arn
                + "` in "
                + one.source().name());
      }
    }
    return first.value().caller();
  }

  private static boolean isWithPath(InputPrincipal principal) {
    return !(principal.caller() instanceof Caller.RoleCaller role)
        || role.path() instanceof Caller.RolePath.Known;
  }

  private InputKey key(KmsResource.Key key, List<Said<InputKey>> said) {
    Set<String> aliases = new LinkedHashSet<>();
    Set<Grant> listed = new LinkedHashSet<>();
    List<Part> policies = new ArrayList<>();
    for (Said<InputKey> one : said) {
      aliases.addAll(one.value().aliases());
      listed.addAll(one.value().listedGrants());
      policies.add(new Part(one.source(), one.value().name(), one.value().policy()));
    }
    Set<String> names = Set.of(key.arn(), key.keyId());
    return new InputKey(
        said.get(0).value().name(),
        key,
        layer(
            key.arn(),
            InputGap.KEY_POLICY,
            policies,
            claims(Owner.KEY_POLICY, names, sourcesOf(said))),
        grants(key, said, names),
        List.copyOf(listed),
        List.copyOf(aliases));
  }

  private static <T> Set<InputSource> sourcesOf(List<Said<T>> said) {
    Set<InputSource> all = new HashSet<>();
    said.forEach(one -> all.add(one.source()));
    return all;
  }

  /** What files say about an owner that they do not define. */
  private List<InputGap> claims(Owner owner, Set<String> names, Set<InputSource> defining) {
    List<InputGap> gaps = new ArrayList<>();
    for (InputSource source : sources) {
      if (!defining.contains(source)) {
        gaps.addAll(claims(source, owner, names));
      }
    }
    return gaps;
  }

  private static List<InputGap> claims(InputSource source, Owner owner, Set<String> names) {
    return source.state().claims().stream()
        .filter(claim -> claim.owner() == owner)
        .filter(claim -> names.stream().anyMatch(claim::mayConcern))
        .map(InputClaim::gap)
        .toList();
  }

  private PolicyLayer layer(String owner, String word, List<Part> parts, List<InputGap> claims) {
    List<Part> known = parts.stream().filter(Part::isKnown).toList();
    if (known.isEmpty() || parts.stream().anyMatch(part -> isOpen(part, word))) {
      return PolicyLayer.unknown();
    }
    if (!claims.isEmpty()) {
      claims.stream().limit(SHOWN).forEach(claim -> found.add(of(owner, word, claim)));
      return PolicyLayer.unknown();
    }
    Part first = known.get(0);
    for (Part other : known) {
      if (!SameContent.of(first.layer(), other.layer())) {
        if (!other.source().equals(first.source())) {
          throw differ(owner, first.source(), other.source());
        }
        String reason = "the file defines it twice, with different policies";
        found.add(new InputGap(owner, word, reason, start(first.source())));
        return PolicyLayer.unknown();
      }
    }
    parts.forEach(part -> settle(part.source(), part.name(), word));
    return first.layer();
  }

  /** The gap of an owner for what another file says about it. */
  private static InputGap of(String owner, String word, InputGap claim) {
    return new InputGap(owner, word, claim.reason(), claim.location());
  }

  private static SourceLocation start(InputSource source) {
    return SourceLocation.at(source.name(), "", 1, 1);
  }

  /** Whether a file says something about a layer that it does not settle. */
  private static boolean isOpen(Part part, String word) {
    return !part.isKnown()
        && part.source().gaps(part.name(), word).stream().anyMatch(gap -> !gap.absent());
  }

  private void settle(InputSource source, String name, String word) {
    for (InputGap gap : source.gaps(name, word)) {
      if (gap.absent()) {
        settled.add(new Gap(source, gap));
      }
    }
  }

  private static BadInputException differ(String name, InputSource one, InputSource other) {
    return new BadInputException(
        "the files hold different policies of `"
            + name
            + "`: "
            + one.name()
            + " and "
            + other.name());
  }

  private GrantLayer grants(KmsResource.Key key, List<Said<InputKey>> said, Set<String> names) {
    Set<InputGap> open = new LinkedHashSet<>();
    for (InputSource source : sources) {
      boolean elsewhere = said.stream().anyMatch(one -> !one.source().equals(source));
      if (elsewhere) {
        claims(source, Owner.GRANTS, names)
            .forEach(claim -> open.add(of(key.arn(), InputGap.GRANTS, claim)));
      }
    }
    List<Said<InputKey>> known =
        said.stream().filter(one -> one.value().grants() instanceof GrantLayer.Known).toList();
    boolean isOpen =
        said.stream()
            .anyMatch(one -> !one.source().gaps(one.value().name(), InputGap.GRANTS).isEmpty());
    if (!known.isEmpty() && !isOpen) {
      said.stream()
          .filter(one -> !SameContent.contains(known.get(0).value(), one.value()))
          .forEach(one -> open.add(unlisted(key, known.get(0).source(), one.source())));
    }
    found.addAll(open);
    if (isOpen || !open.isEmpty()) {
      openGrants.add(key);
      return GrantLayer.unknown();
    }
    for (Said<InputKey> other : known) {
      if (!SameContent.contains(other.value(), known.get(0).value())) {
        throw differ(key.arn(), known.get(0).source(), other.source());
      }
    }
    return known.isEmpty() ? GrantLayer.unknown() : known.get(0).value().grants();
  }

  private static InputGap unlisted(KmsResource.Key key, InputSource list, InputSource other) {
    String reason = "the file has a grant that " + list.name() + " does not list";
    return new InputGap(key.arn(), InputGap.GRANTS, reason, start(other));
  }
}
