/**
 * The policy enforcement point for the AWS SDK for Java 2.x.
 *
 * <p>Live AWS policies need the modules of EC2, IAM and STS, meters need Micrometer; both are
 * optional.
 */
module io.kmspolicy.interceptor {
  requires com.github.benmanes.caffeine;
  requires transitive io.kmspolicy.directory;
  requires static micrometer.core;
  requires static transitive org.jspecify;
  requires org.slf4j;
  requires software.amazon.awssdk.auth;
  requires transitive software.amazon.awssdk.awscore;
  requires transitive software.amazon.awssdk.core;
  requires software.amazon.awssdk.endpoints;
  requires software.amazon.awssdk.http;
  requires software.amazon.awssdk.http.auth.spi;
  requires transitive software.amazon.awssdk.identity.spi;
  requires software.amazon.awssdk.regions;
  requires static software.amazon.awssdk.services.ec2;
  requires static software.amazon.awssdk.services.iam;
  requires transitive software.amazon.awssdk.services.kms;
  requires static software.amazon.awssdk.services.sts;

  exports io.kmspolicy.interceptor;
  exports io.kmspolicy.interceptor.config;
  exports io.kmspolicy.interceptor.decision;
  exports io.kmspolicy.interceptor.log;
  exports io.kmspolicy.interceptor.source;
  exports io.kmspolicy.interceptor.spi;
}
