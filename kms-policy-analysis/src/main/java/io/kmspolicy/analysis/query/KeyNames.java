package io.kmspolicy.analysis.query;

import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.ResourceKind;
import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.text.Listing;
import io.kmspolicy.model.text.Quoting;
import java.util.List;

/** The keys of a policy directory by ARN, by id, and by the ARN or the name of an alias. */
public final class KeyNames {

  private static final String ARN = "arn:";
  private static final String ALIAS = "alias/";

  private final DirectoryNames names;

  /** The names in a directory. */
  public KeyNames(DirectoryNames names) {
    this.names = names;
  }

  /**
   * The resource of a request, which is the alias itself for an action on aliases.
   *
   * @throws BadInputException if the directory has no such key, or several
   */
  public KmsResource resource(KmsAction action, String name) {
    if (action.needsNoKey()) {
      return new KmsResource.Any();
    }
    if (action.resources().contains(ResourceKind.ALIAS)) {
      if (name.startsWith(ARN) && KmsResource.parse(name) instanceof KmsResource.Alias alias) {
        return alias;
      }
      if (name.startsWith(ALIAS)) {
        return key(name).alias(name.substring(ALIAS.length()));
      }
    }
    return key(name);
  }

  /**
   * The key with a name.
   *
   * @throws BadInputException if the directory has no such key, or several
   */
  public KmsResource.Key key(String name) {
    List<KmsResource.Key> found =
        name.startsWith(ARN)
            ? ofArn(KmsResource.parse(name))
            : names.keys().stream().filter(key -> names.namesOf(key).contains(name)).toList();
    if (found.size() > 1) {
      throw new BadInputException(
          Quoting.quoteShort(name)
              + " names several keys of the policy directory: "
              + Listing.firstOf(arns(found)));
    }
    if (found.isEmpty()) {
      throw new BadInputException(
          Quoting.quoteShort(name)
              + " is not in the policy directory; "
              + (names.keys().isEmpty()
                  ? "it has no keys"
                  : "there are " + Listing.firstOf(known(name))));
    }
    return found.get(0);
  }

  /** The names of the directory that are like the name: aliases, ids, or ARNs. */
  private List<String> known(String name) {
    List<String> aliases =
        names.keys().stream()
            .flatMap(key -> names.aliases(key).stream())
            .map(alias -> name.startsWith(ARN) ? alias.arn() : ALIAS + alias.name())
            .toList();
    return name.contains(ALIAS) && !aliases.isEmpty() ? aliases : arns(names.keys());
  }

  private static List<String> arns(List<KmsResource.Key> keys) {
    return keys.stream().map(KmsResource::arn).toList();
  }

  private List<KmsResource.Key> ofArn(KmsResource named) {
    if (named instanceof KmsResource.Alias alias) {
      return names.directory().keyBehind(alias).stream().toList();
    }
    return names.keys().stream().filter(named::equals).toList();
  }
}
