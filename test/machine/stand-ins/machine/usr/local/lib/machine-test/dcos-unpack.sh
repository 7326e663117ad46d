#!/bin/sh
# What tar leaves of DC/OS' archive, in an order that an archive may have; with a loss of power, half of that.
set -eu
mkdir -p /opt/mesosphere/active /opt/mesosphere/bin
if [ -e /machine-test/power-loss ]; then
  rm /machine-test/power-loss
  sync
  sh /machine-test/off
  sleep 60
fi
echo 'FROM_ENVIRONMENT=1' >/opt/mesosphere/environment
touch /opt/mesosphere/bootstrap
