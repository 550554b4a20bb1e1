package com.example.orders;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.KmsClientBuilder;

/** A service that keeps orders encrypted. */
@SpringBootApplication
public class OrdersApplication {

  public static void main(String[] arguments) {
    SpringApplication.run(OrdersApplication.class, arguments);
  }

  /** The starter gives the builder, and adds the interceptor to the client that is built. */
  @Bean
  KmsClient kms(KmsClientBuilder builder, LocalKms local) {
    return local.reachedBy(builder).build();
  }
}
