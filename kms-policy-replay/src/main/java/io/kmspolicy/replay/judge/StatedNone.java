package io.kmspolicy.replay.judge;

import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PrincipalPolicies;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The layers that a user states to be none wherever the policies leave them unknown. Immutable. */
public final class StatedNone {

  /** A layer that can be stated to be none. */
  public enum Layer {
    /** The caller's identity policies. */
    IDENTITY("identity"),
    /** The permissions boundary. */
    PERMISSIONS_BOUNDARY("permissionsBoundary"),
    /** The session policies. */
    SESSION("session"),
    /** The service control policies. */
    SERVICE_CONTROL("serviceControl"),
    /** The resource control policies. */
    RESOURCE_CONTROL("resourceControl"),
    /** The grants on the key. */
    GRANTS("grants"),
    /** The policy of the VPC endpoint. */
    VPC_ENDPOINT("vpcEndpoint");

    private final String text;

    Layer(String text) {
      this.text = text;
    }

    /** The layer's name, as in the file {@code directory.properties} of a policy directory. */
    public String text() {
      return text;
    }

    /** The layer with a name. */
    public static Optional<Layer> ofText(String text) {
      return Arrays.stream(values()).filter(layer -> layer.text.equals(text)).findFirst();
    }

    /** All names. */
    public static List<String> texts() {
      return Arrays.stream(values()).map(Layer::text).toList();
    }
  }

  private final Set<Layer> layers;

  /** States these layers to be none. */
  public StatedNone(Collection<Layer> layers) {
    this.layers = layers.isEmpty() ? EnumSet.noneOf(Layer.class) : EnumSet.copyOf(layers);
  }

  /** The stated layers. */
  public Set<Layer> layers() {
    return Collections.unmodifiableSet(layers);
  }

  PrincipalPolicies complete(PrincipalPolicies found) {
    return layers.isEmpty()
        ? found
        : new PrincipalPolicies(
            layer(found.identity(), Layer.IDENTITY, PolicyLayer.of()),
            layer(found.permissionsBoundary(), Layer.PERMISSIONS_BOUNDARY, PolicyLayer.none()),
            layer(found.session(), Layer.SESSION, PolicyLayer.none()),
            levels(found.serviceControl(), Layer.SERVICE_CONTROL),
            layer(found.vpcEndpoint(), Layer.VPC_ENDPOINT, PolicyLayer.none()));
  }

  KeyPolicies complete(KeyPolicies found) {
    return layers.isEmpty()
        ? found
        : new KeyPolicies(
            found.key(),
            found.grants() instanceof GrantLayer.Unknown && layers.contains(Layer.GRANTS)
                ? GrantLayer.none()
                : found.grants(),
            levels(found.resourceControl(), Layer.RESOURCE_CONTROL),
            found.manager());
  }

  private PolicyLayer layer(PolicyLayer found, Layer layer, PolicyLayer none) {
    return found instanceof PolicyLayer.Unknown && layers.contains(layer) ? none : found;
  }

  private OrganizationLayer levels(OrganizationLayer found, Layer layer) {
    return found instanceof OrganizationLayer.Unknown && layers.contains(layer)
        ? OrganizationLayer.none()
        : found;
  }
}
