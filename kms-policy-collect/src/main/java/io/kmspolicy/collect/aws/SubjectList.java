package io.kmspolicy.collect.aws;

import io.kmspolicy.collect.aws.Subjects.Unlisted;
import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.resource.InvalidNameException;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** Lists what a selection consists of. Used once. */
final class SubjectList {

  private final AwsIdentity identity;
  private final List<String> regions;
  private final KeyReading keys;
  private final PrincipalReading principals;
  private final Set<Subject> found = new LinkedHashSet<>();
  private final List<Unlisted> unlisted = new ArrayList<>();

  SubjectList(
      AwsIdentity identity, List<String> regions, KeyReading keys, PrincipalReading principals) {
    this.identity = identity;
    this.regions = regions;
    this.keys = keys;
    this.principals = principals;
  }

  Subjects of(Selection selection) {
    for (ControlType type : ControlType.values()) {
      found.add(new Subject.Control(type));
    }
    if (selection.keys().isEmpty()) {
      regions.forEach(this::allKeys);
    } else {
      selection.keys().forEach(this::key);
    }
    principals("roles", selection.names("role"), principals::roles, Subject.Role::new);
    principals("users", selection.names("user"), principals::users, Subject.User::new);
    return new Subjects(List.copyOf(found), unlisted);
  }

  private void add(Subject subject) {
    if (subject.hasFolderName()) {
      found.add(subject);
    } else {
      unlisted.add(
          new Unlisted(subject.folder(), "a folder of a policy directory cannot have this name"));
    }
  }

  private <T> Collection<T> listed(String what, Supplier<List<T>> list) {
    try {
      return list.get();
    } catch (RefusedException refused) {
      unlisted.add(new Unlisted(what, String.valueOf(refused.getMessage())));
      return List.of();
    }
  }

  private void allKeys(String region) {
    listed("keys in " + region, () -> keys.ids(region))
        .forEach(id -> add(new Subject.Key(region, id)));
  }

  /** Adds a key by its ARN, or by a name that KMS resolves in each of the Regions. */
  private void key(String name) {
    if (name.startsWith("arn:")) {
      byArn(name);
      return;
    }
    int before = found.size() + unlisted.size();
    for (String region : regions) {
      named(region, name);
    }
    if (found.size() + unlisted.size() == before) {
      throw new BadInputException(
          "--keys: there is no key `" + name + "` in " + String.join(", ", regions));
    }
  }

  private void byArn(String arn) {
    KmsResource.Owned resource = owned(arn);
    if (!resource.accountId().equals(identity.account())) {
      throw new BadInputException(
          "--keys: `" + arn + "` is not in the account " + identity.account());
    }
    if (resource instanceof KmsResource.Key key) {
      add(new Subject.Key(key.region(), key.keyId()));
    } else if (resource instanceof KmsResource.Alias alias) {
      named(alias.region(), arn);
    }
  }

  private static KmsResource.Owned owned(String arn) {
    try {
      if (KmsResource.parse(arn) instanceof KmsResource.Owned owned) {
        return owned;
      }
    } catch (InvalidNameException invalid) {
      throw new BadInputException("--keys: " + invalid.getMessage());
    }
    throw new BadInputException("--keys: `" + arn + "` is not the ARN of a key or an alias");
  }

  private void named(String region, String name) {
    listed("key " + name + " in " + region, () -> keys.id(region, name).stream().toList())
        .forEach(id -> add(new Subject.Key(region, id)));
  }

  private void principals(
      String what,
      Optional<List<String>> names,
      Supplier<List<String>> list,
      Function<String, Subject> subject) {
    if (names.isEmpty()) {
      listed(what, list).forEach(name -> add(subject.apply(name)));
      return;
    }
    List<String> wanted = names.get();
    wanted.stream()
        .filter(name -> !Selection.isPattern(name))
        .forEach(name -> add(subject.apply(name)));
    if (wanted.stream().anyMatch(Selection::isPattern)) {
      for (String name : listed(what, list)) {
        if (wanted.stream().anyMatch(pattern -> Selection.matching(pattern).test(name))) {
          add(subject.apply(name));
        }
      }
    }
  }
}
