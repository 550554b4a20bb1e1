package io.kmspolicy.inputs.shape;

import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Unresolved;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.List;

/** What a file says about a key. */
public final class KeySketch {

  private final String name;
  private final KmsResource.Key key;
  private final boolean isNew;
  private final LayerSketch policy = new LayerSketch();
  private final List<SourceNode> grants = new ArrayList<>();
  private final List<Unresolved> openGrants = new ArrayList<>();
  private final List<String> aliases = new ArrayList<>();

  /**
   * A key of which nothing else is said yet.
   *
   * @param name its name in the file
   * @param isNew whether the file creates the key, so that it has no other grants
   */
  public KeySketch(String name, KmsResource.Key key, boolean isNew) {
    this.name = name;
    this.key = key;
    this.isNew = isNew;
  }

  /** Its name in the file. */
  public String name() {
    return name;
  }

  /** The key. */
  public KmsResource.Key key() {
    return key;
  }

  /** Whether the file creates the key, or lists all of its grants. */
  public boolean isNew() {
    return isNew;
  }

  /** The key policy. */
  public LayerSketch policy() {
    return policy;
  }

  /** The grants, each in the form of an entry of {@code ListGrants}. */
  public List<SourceNode> grants() {
    return grants;
  }

  /** Why grants of the key are not known. */
  public List<Unresolved> openGrants() {
    return openGrants;
  }

  /** The names of its aliases, with {@code alias/}. */
  public List<String> aliases() {
    return aliases;
  }
}
