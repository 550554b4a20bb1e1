/**
 * The interceptor in Spring Boot applications: settings from the environment, beans, an endpoint,
 * health and meters. One jar for Spring Boot 3.5 and 4.
 *
 * <p>{@code KmsPolicyAutoConfiguration} is the entry. {@code PolicyStart} makes the interceptor,
 * {@code InstalledPolicy} is what the other beans see of it, and {@code ClientBuilderPostProcessor}
 * adds it to client builders. Types of Micrometer, of the actuator, and of one line of Spring Boot
 * occur only in configurations of their own, each of which is conditional on them.
 */
@NullMarked
package io.kmspolicy.spring;

import org.jspecify.annotations.NullMarked;
