package io.kmspolicy.inputs;

import java.util.Optional;

/**
 * What a template, plan or state calls a resource.
 *
 * @param text the address: {@code module.a.aws_kms_key.orders["x"]}, or {@code AWS::KMS::Key
 *     Orders}
 * @param origin the block that makes it; empty if no source of the root module or of a module in a
 *     folder beside it does
 */
public record ResourceAddress(String text, Optional<Origin> origin) {

  /**
   * A block in a module.
   *
   * @param folder the folder of the module, relative to that of the root module, with slashes;
   *     empty for the root module
   * @param block the block
   */
  public record Origin(String folder, TerraformBlock block) {}
}
