package sluice.netfilter;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A field of {@link Skb} that is about the descriptor itself and not about its packet. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
@interface OfDescriptor {}
