package io.kmspolicy.engine;

import io.kmspolicy.engine.table.ActionIndex;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.catalogue.KmsOperation;
import io.kmspolicy.model.catalogue.OperationCheck;
import io.kmspolicy.model.resource.InvalidNameException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;

/**
 * Resolves names of actions to handles, and rejects names that are not actions of KMS. Thread-safe.
 *
 * <p>A well-formed name that the catalogue does not list may be an action that is newer than the
 * catalogue: it gets a handle, and no decision on it is a certain denial (rule 6.16).
 */
final class ActionResolver {

  private static final String PREFIX = "kms:";

  private final KmsCatalogue catalogue;
  private final ActionIndex index;
  private final ConcurrentMap<String, ActionHandle> handles = new ConcurrentHashMap<>();

  ActionResolver(KmsCatalogue catalogue, ActionIndex index) {
    this.catalogue = catalogue;
    this.index = index;
  }

  /**
   * The handle of an action. Letter case is ignored.
   *
   * @throws InvalidNameException if the text is not an action of KMS
   */
  ActionHandle action(String name) {
    ActionHandle handle = handles.get(name);
    if (handle != null) {
      return handle;
    }
    int number = index.number(name);
    if (number == ActionIndex.NONE) {
      return new ActionHandle(catalogued(name).orElseGet(() -> younger(name)), number);
    }
    String known = index.name(number);
    ActionHandle shared = handles.computeIfAbsent(known, key -> new ActionHandle(key, number));
    handles.putIfAbsent(known.toLowerCase(Locale.ROOT), shared);
    return shared;
  }

  /**
   * The actions of KMS that a call of an operation may need, in the order of its checks.
   *
   * @throws InvalidNameException if the catalogue does not know the operation
   */
  List<ActionHandle> actionsOf(String operation) {
    return catalogue
        .operation(operation)
        .map(known -> namesOf(known).stream().map(this::action).toList())
        .orElseThrow(
            () ->
                new InvalidNameException(
                    "`"
                        + operation
                        + "` is not an operation of KMS; it must be a name such as `Decrypt`"));
  }

  private static List<String> namesOf(KmsOperation operation) {
    return operation.checks().stream()
        .map(OperationCheck::action)
        .filter(action -> action.startsWith(PREFIX))
        .distinct()
        .toList();
  }

  private Optional<String> catalogued(String name) {
    return catalogue.action(name).map(KmsAction::name);
  }

  /** A name that the catalogue does not list, if it can be a newer action. */
  private String younger(String name) {
    if (!isWord(name)) {
      throw new InvalidNameException(
          "`" + name + "` is not an action of KMS; " + meant(name.strip()));
    }
    Optional<KmsOperation> operation = catalogue.operation(name.substring(PREFIX.length()));
    if (operation.isPresent()) {
      throw new InvalidNameException(
          "`" + name + "` is not an action of KMS; " + needs(operation.get()));
    }
    return name;
  }

  private static boolean isWord(String name) {
    return name.length() > PREFIX.length()
        && name.regionMatches(true, 0, PREFIX, 0, PREFIX.length())
        && name.chars().skip(PREFIX.length()).allMatch(ActionResolver::isWordPart);
  }

  private static boolean isWordPart(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  private String meant(String name) {
    Optional<KmsOperation> operation = catalogue.operation(name);
    if (operation.isPresent()) {
      return needs(operation.get());
    }
    return catalogued(name)
        .map(known -> "without white space it is `" + known + "`")
        .orElse("it must be one whole action, such as `kms:Decrypt`");
  }

  private static String needs(KmsOperation operation) {
    return namesOf(operation).stream()
        .collect(Collectors.joining("` and `", "a call of the operation needs `", "`"));
  }
}
