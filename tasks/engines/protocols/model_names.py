"""The names of models that several modules use."""

#: the model, of Runway, that makes a whole ad of a product's picture
PRODUCT_AD = "product_ad"
#: how engines without a provider are called
LOCAL_MODEL = "Limelight Local"
INSTANT_MODEL = "instant"
